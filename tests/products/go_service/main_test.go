package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRefused(t *testing.T) {
	for name, body := range map[string]string{"empty": `{}`, "broken": `{"notes`, "long": `{"notes": "` + strings.Repeat("a", longest) + `"}`} {
		t.Run(name, func(t *testing.T) {
			got := httptest.NewRecorder()
			drafts(got, httptest.NewRequest("POST", "/drafts", strings.NewReader(body)))
			if got.Code != http.StatusBadRequest {
				t.Fatalf("got %d", got.Code)
			}
		})
	}
}
