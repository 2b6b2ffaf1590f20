"""Where training, retrieval and evaluation data come from, and what gives the right to use them."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import DOCS, content, heading_pattern, said, titled
from readiness.search import Pattern
from readiness.signals import load_signals

_DATA = (
    r"(?:data ?sets?|corpus|corpora|training data|test data|evaluation data|(?:raw |source |sample )?data|"
    r"filings|articles|documents)"
)
_ORIGIN = (
    Pattern(
        rf"(?i)\b{_DATA}\b[^.\n]{{0,60}}\b(?:comes? from|came from|collected|sourced|obtained|downloaded|"
        rf"taken from|provided by|extracted from|gathered|scraped|"
        r"derived from|courtesy of|generated from|available (?:at|from|on|under|via|as)|published|hosted|"
        r"is from|are from)\b[^\n]{0,120}",
        DOCS,
    ),
    Pattern(
        r"(?i)kaggle\.com/(?:datasets|c|competitions|\w+/)[\w/-]+|archive\.ics\.uci\.edu|"
        r"huggingface\.co/datasets/|zenodo\.org|openml\.org|commoncrawl\.org|data\.gov\b",
        DOCS,
    ),
    Pattern(
        r"(?i)\b(?:UCI|Kaggle|Hugging ?Face|EDGAR|Wikipedia|PubMed|Common Crawl|ImageNet|MNIST|SQuAD|MS MARCO|"
        r"Telco|Titanic|Boston Housing)\b[^.\n]{0,40}\b(?:data ?set|dump|filings|corpus|repository|data)\b",
        DOCS,
    ),
    Pattern(r"(?i)\b(?:data ?sets?|data) (?:sources?|origin|provenance)\b[^.\n]{0,10}[:|-]\s*\S+", DOCS),
    Pattern(r"^\s*datasets:\s*\n\s*-\s*\S+", DOCS),
)
_NAMED = compile_later(
    r"(?i)https?://|kaggle|\bUCI\b|hugging ?face|edgar|wikipedia|pubmed|public|open data|\bAPIs?\b|customers?|"
    r"internal|our own|bugzilla|github|census|government|"
    r"hospital|\brepositor|zenodo|openml|crawl|imagenet|mnist|squad|telco|titanic|company|website|phabricator|"
    r"survey|synthetic|scikit|sklearn|datasets:\s"
)
_CODE_ORIGIN = (
    Pattern(
        r"""\bload_dataset\(\s*["'][\w-]+/[\w.-]+|\bfetch_(?:openml|california_housing|20newsgroups|covtype)\(|\bkaggle\.api\b|\bkagglehub\.""",
        frozenset({"code", "script", "evaluation"}),
        frozenset({"python"}),
    ),
    Pattern(r"(?i)\b(?:SEC )?EDGAR\b", frozenset({"code"}), frozenset({"python"})),
    Pattern(
        r"\bload_(?:diabetes|iris|wine|digits|breast_cancer|boston)\(|\bfetch_(?:lfw_\w+|olivetti_faces|kddcup99|rcv1)\(|"
        r"\b(?:datasets|keras\.datasets)\.(?:mnist|cifar10+|fashion_mnist|imdb|MNIST|CIFAR10+|FashionMNIST)\b",
        frozenset({"code", "script", "evaluation"}),
        frozenset({"python"}),
    ),
    Pattern(
        r"(?i)\bdata ?(?:set)?s? ?sources?\b[^\n]{0,20}https?://|https?://(?:www\.)?kaggle\.com/(?:datasets|c|"
        r"competitions)/|archive\.ics\.uci\.edu/|https?://huggingface\.co/datasets/|https?://zenodo\.org/",
        frozenset({"code", "script", "evaluation"}),
        comments=True,
    ),
)
_LOADED = Pattern(  # documents and tables that are loaded from where they are published
    r"(?i)(?:\b(?:WebBaseLoader|WebLoader|SeleniumURLLoader|UnstructuredURLLoader|RecursiveUrlLoader|SitemapLoader|"
    r"AsyncHtmlLoader|PyPDFLoader|OnlinePDFLoader|CSVLoader|SimpleWebPageReader|BeautifulSoupWebReader|"
    r"TrafilaturaWebReader|YoutubeLoader|YoutubeTranscriptReader|CheerioWebBaseLoader|PuppeteerWebBaseLoader|RemoteReader)\b|"
    r"\bread_(?:csv|json|parquet)\()[^\n]{0,120}?(?:\n[^\n]{0,120}?){0,2}[\"']https?://[\w.-]+\.[a-z]{2,}/|"
    r"(?:\burlretrieve\(|\bwget\b|\bcurl\b)[^\n]{0,80}https?://[^\s\"']{4,160}\.(?:csv|tsv|jsonl|parquet|pdf)\b|"
    r"\b(?:ArxivLoader|WikipediaLoader|WikipediaReader|ArxivReader|HuggingFaceDatasetLoader)\(",
    frozenset({"code", "script", "evaluation"}),
    frozenset({"python", "javascript", "shell"}),
)
_RIGHT = (
    Pattern(
        rf"(?i)\b{_DATA}\b[^.\n]{{0,100}}\b(?:licen[sc]ed|CC[- ]BY|CC0|Creative Commons|public domain|ODbL|ODC|"
        rf"consent|permission|lawful basis|legal basis|"
        r"copyright\w*|terms of (?:use|service)|right to use|free(?:ly)? (?:to use|available for)|may be used|"
        r"can be used (?:freely|independently|for (?:research|commercial)))\b",
        DOCS,
    ),
    Pattern(
        rf"(?i)\b(?:licen[sc]e|terms|rights?|permission|consent|copyright)\b[^.\n]{{0,30}}\b(?:of|for|to|"
        rf"on) (?:the |this |these |our |using )?{_DATA}\b",
        DOCS,
    ),
)
_NO_RIGHT = compile_later(
    r"(?i)\b(?:API|software|code|project|library|package)\b[^.\n]{0,40}\blicen[sc]ed\b|\bdata (?:structure|"
    r"model|type|protection)|consent (?:banner|screen)"
)
_EVALUATION = Pattern(
    r"(?i)^[ \t]*[\"']?(?:question|query|input|prompt|expected\w*|ground_truth|reference|answer)[\"']?\s*[:,]",
    frozenset({"evaluation"}),
)
_CASES = compile_later(r"(?i)(?:^|/)e?val(?:s|uations?)?/.*\.(?:jsonl?|csv|tsv|ya?ml|parquet)$")
_EVALUATION_TITLES = (r"\bevaluat(?:ion|ing)\b", r"\bbenchmarks?\b", r"\bzero-?shot\b")
_EVALUATION_DATA = compile_later(r"(?i)\b(?:data ?sets?|ground truth|labell?ed|test (?:set|data)|benchmark)\b")
_LEAST_LINES = 2
PATTERNS = (
    *_ORIGIN, *_CODE_ORIGIN, _LOADED, *_RIGHT, _EVALUATION, heading_pattern(_EVALUATION_TITLES),
    *(pattern for pattern, _ in load_signals()["facet-rag"].patterns),
)  # fmt: skip


def told(product: Product) -> Fact:
    """Whether documents, or the code that loads them, name the source of the data."""
    hits = [hit for hit in said(product, _ORIGIN) if _NAMED.search(hit.text)]
    evidence = tuple(hit.evidence("where the data come from") for hit in (*hits, *product.hits(*_CODE_ORIGIN)))
    if evidence:
        return Fact(1.0, evidence, "where the data come from is told, the right to use them is not", (), len(evidence))
    return Fact(0.0, (), "no document says where the data come from", ("data sheets, sources of data in documents",))


def loaded(product: Product) -> Fact:
    """Whether code loads the data from a public address that it names, without a word about them."""
    hits = product.hits(_LOADED)
    evidence = tuple(hit.evidence("loaded from where it is published") for hit in hits)
    says = "where the data are loaded from can be read in the code, the right to use them cannot" if hits else ""
    return Fact(float(bool(hits)), evidence, says, (), len(hits))


def right(product: Product) -> Fact:
    """Whether documents name what gives the right to use the data: a licence, a consent, a legal basis."""
    hits = [hit for hit in said(product, _RIGHT) if not _NO_RIGHT.search(hit.text)]
    if hits:
        evidence = tuple(hit.evidence("the right to use the data") for hit in hits)
        return Fact(1.0, evidence, "the right to use the data is told", (), len(hits))
    return Fact(0.0, (), "no document tells the right to use the data")


def kept(product: Product) -> Fact:
    """Whether there are data to speak of: for training, in an index, or for evaluation."""
    for facet in ("training", "data", "rag"):
        if product.has(facet):
            return Fact(1.0, product.facets[facet][:1], f"it has {'retrieval' if facet == 'rag' else 'training'} data")
    looked_up = [hit for pattern, _ in load_signals()["facet-rag"].patterns for hit in product.hits(pattern)]
    if looked_up:
        return Fact(1.0, (looked_up[0].evidence("an index is searched"),), "it has retrieval data")
    embedded = [call for call in product.inventory.calls if call.kind.startswith("embed")]
    if embedded:
        call = embedded[0]
        return Fact(
            1.0, (Evidence(call.path, call.line, "", "an index is built", True, call.cell or 0),), "it builds an index"
        )
    hits = product.hits(_EVALUATION)
    cases = [file.path for file in product.files("evaluation", "data") if _CASES.search(file.path)]
    if hits or cases or _evaluation_sections(product):
        return Fact(1.0, tuple(hit.evidence("evaluation data") for hit in hits[:3]), "it has evaluation data")
    return Fact(0.0, (), "it has no training, retrieval or evaluation data")


def _evaluation_sections(product: Product) -> bool:
    """Whether a section on evaluation speaks of the data that it is made with."""
    for document, index in titled(product, _EVALUATION_TITLES):
        if sum(bool(_EVALUATION_DATA.search(line.text)) for line in content(document, index)[1]) >= _LEAST_LINES:
            return True
    return False
