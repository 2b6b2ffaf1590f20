import streamlit as st
from openai import APIError, OpenAI

client = OpenAI(timeout=30)

st.title("Ask the handbook")
st.caption("Answers are made by AI and may be wrong.")
question = st.text_input("Your question", max_chars=500)
if question:
    with st.spinner("Thinking"):
        try:
            answer = client.chat.completions.create(
                model="gpt-4o-2024-08-06",
                messages=[{"role": "system", "content": "Answer from the staff handbook."}, {"role": "user", "content": question}],
                max_tokens=400,
                temperature=0,
            )
            st.write(answer.choices[0].message.content)
        except APIError as error:
            st.error(f"The model could not answer, please try again. ({error.code})")
