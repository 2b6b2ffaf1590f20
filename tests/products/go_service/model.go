package main

import (
	"context"
	"fmt"
	"os"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

var client = openai.NewClient(os.Getenv("OPENAI_API_KEY"))

func draft(ctx context.Context, notes string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	reply, err := client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model:     "gpt-4o-2024-08-06",
		MaxTokens: 800,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: "Write a discharge letter from the notes. Add nothing."},
			{Role: openai.ChatMessageRoleUser, Content: notes},
		},
	})
	if err != nil {
		return "", fmt.Errorf("ask the model: %w", err)
	}
	if len(reply.Choices) == 0 || reply.Choices[0].Message.Content == "" {
		return "", fmt.Errorf("the model gave nothing")
	}
	return reply.Choices[0].Message.Content, nil
}
