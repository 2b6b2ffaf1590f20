"""Requests that only read, such as polls for a result, are no questions to a model."""

from __future__ import annotations

import pytest

from tests.inventory.products import inventory

ASKED, POLLED = "https://api.openai.com/v1/responses", "https://api.openai.com/v1/responses/r1"
HEADS = {
    "a.go": 'package ai\nimport "net/http"\n',
    "A.java": "import okhttp3.OkHttpClient;\nimport java.net.http.HttpClient;\nclass A {\n"
    "OkHttpClient ok = new OkHttpClient();\nHttpClient http = HttpClient.newHttpClient();\n",
    "A.kt": "import okhttp3.OkHttpClient\nclass A {\nval ok = OkHttpClient()\n",
    "a.py": "import urllib.request\n",
    "a.cs": "using System.Net.Http;\nclass A {\nHttpClient http = new HttpClient();\n",
    "a.rb": 'require "net/http"\n',
    "a.rs": "use reqwest::Client;\n",
}
ROWS = [
    ("a.go", 'func F(ctx context.Context) {\nreq, err := http.NewRequestWithContext(ctx, "GET", "URL", nil)\nclient.Do(req)\n}\n', 0),
    ("a.go", 'func F() {\nreq, err := http.NewRequest(http.MethodGet, "URL", nil)\nclient.Do(req)\n}\n', 0),
    ("a.go", 'func F() {\nreq, err := http.NewRequest(http.MethodPost, "URL", b)\nclient.Do(req)\n}\n', 1),
    ("a.go", 'func F() {\nreq, err := http.NewRequest("POST", "URL", b)\nreq.Header.Set("X-Then", "GET it")\nclient.Do(req)\n}\n', 1),
    ("A.java", 'String f() { Request r = new Request.Builder().url("URL").get().build(); return ok.newCall(r).execute(); }\n}', 0),
    ("A.java", 'String f() { Request r = new Request.Builder().url("URL").build(); return ok.newCall(r).execute(); }\n}', 0),
    ("A.java", 'String f() { Request r = new Request.Builder().url("URL").post(b).build(); return ok.newCall(r).execute(); }\n}', 1),
    ("A.java", 'String f() { return ok.newCall(new Request.Builder().url("URL").get().build()).execute(); }\n}', 0),
    ("A.java", 'String f() { HttpRequest r = HttpRequest.newBuilder().uri(URI.create("URL")).GET().build(); return http.send(r, h); }\n}', 0),
    ("A.java", 'String f() { HttpRequest r = HttpRequest.newBuilder().uri(URI.create("URL")).POST(b).build(); return http.send(r, h); }\n}', 1),
    ("A.kt", 'fun f() { val r = Request.Builder().url("URL").get().build()\nok.newCall(r).execute() }\n}', 0),
    ("A.kt", 'fun f() { val r = Request.Builder().url("URL").post(b).build()\nok.newCall(r).execute() }\n}', 1),
    ("a.py", 'def f():\n    r = urllib.request.Request("URL", headers=h)\n    return urllib.request.urlopen(r)\n', 0),
    ("a.py", 'def f():\n    return urllib.request.urlopen("URL")\n', 0),
    ("a.py", 'def f():\n    r = urllib.request.Request("URL", data=b)\n    return urllib.request.urlopen(r)\n', 1),
    ("a.py", 'def f():\n    r = urllib.request.Request("URL")\n    r.data = b\n    return urllib.request.urlopen(r)\n', 1),
    ("a.py", 'def f():\n    return urllib.request.urlopen("URL", b)\n', 1),
    ("a.py", 'def f(**more):\n    r = urllib.request.Request("URL", **more)\n    return urllib.request.urlopen(r)\n', 1),
    ("a.cs", 'async Task F() { var r = new HttpRequestMessage(HttpMethod.Get, "URL");\nawait http.SendAsync(r); } }', 0),
    ("a.cs", 'async Task F() { var r = new HttpRequestMessage(HttpMethod.Post, "URL");\nawait http.SendAsync(r); } }', 1),
    ("a.rb", 'def f\n  http = Net::HTTP.new("api.openai.com", 443)\n  req = Net::HTTP::Get.new("/v1/responses/r1")\n  http.request(req)\nend\n', 0),
    ("a.rb", 'def f\n  http = Net::HTTP.new("api.openai.com", 443)\n  req = Net::HTTP::Post.new("/v1/responses")\n  http.request(req)\nend\n', 1),
    ("a.rs", 'async fn f() { let c = Client::new();\nlet a = c.get("URL").send().await?; }\n', 0),
    ("a.rs", 'async fn f() { let c = Client::new();\nlet a = c.post("URL").json(&b).send().await?; }\n', 1),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "wanted"), ROWS)
def test_a_request_is_a_question_unless_it_only_reads(path: str, body: str, wanted: int) -> None:
    text = HEADS[path] + body.replace("URL", ASKED if wanted else POLLED)
    assert len(inventory({path: text}).calls) == wanted
