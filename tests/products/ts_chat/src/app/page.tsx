"use client";
import { useChat } from "ai/react";

export default function Page() {
  const { messages, input, handleInputChange, handleSubmit, isLoading, error, reload, stop } = useChat();
  return (
    <main className="chat">
      <h1>Recipes</h1>
      <p>Answers are made by AI and can be wrong. Check temperatures and allergens yourself.</p>
      {messages.map((message) => (
        <p key={message.id}>{message.content}</p>
      ))}
      {isLoading && <button onClick={stop}>Stop</button>}
      {error && (
        <p role="alert">
          Something went wrong. <button onClick={() => reload()}>Try again</button>
        </p>
      )}
      <form onSubmit={handleSubmit}>
        <label htmlFor="question">Your question</label>
        <input id="question" value={input} onChange={handleInputChange} maxLength={2000} />
      </form>
    </main>
  );
}
