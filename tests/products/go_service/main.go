// Command letters serves drafts of discharge letters.
package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"time"
)

const longest = 8000

type request struct {
	Notes string `json:"notes"`
}

func drafts(w http.ResponseWriter, r *http.Request) {
	var asked request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, longest)).Decode(&asked); err != nil || asked.Notes == "" {
		http.Error(w, "notes are missing or too long", http.StatusBadRequest)
		return
	}
	text, err := draft(r.Context(), asked.Notes)
	if err != nil {
		slog.Error("model failed", "error", err)
		http.Error(w, "no draft now; the template is at /template", http.StatusServiceUnavailable)
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"draft": text, "note": "A draft by AI. Check it before you sign."})
}

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("POST /drafts", drafts)
	server := &http.Server{Addr: ":8080", Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute}
	slog.Error("stopped", "error", server.ListenAndServe())
}
