"""Guesses the language of a text by its script and its most common words."""

from __future__ import annotations

import re
from collections import Counter

from readiness.compiling import compile_later

_SAMPLE = 6_000
_SCRIPTS = (
    ("ja", compile_later(r"[\u3040-\u30ff]"), 0.02),
    ("ko", compile_later(r"[\uac00-\ud7af]"), 0.08),
    ("zh", compile_later(r"[\u3400-\u9fff]"), 0.08),
    ("uk", compile_later(r"[іїєґІЇЄҐ]"), 0.01),
    ("ru", compile_later(r"[\u0400-\u04ff]"), 0.15),
    ("ar", compile_later(r"[\u0600-\u06ff]"), 0.15),
    ("he", compile_later(r"[\u0590-\u05ff]"), 0.15),
    ("hi", compile_later(r"[\u0900-\u097f]"), 0.15),
    ("th", compile_later(r"[\u0e00-\u0e7f]"), 0.15),
    ("el", compile_later(r"[\u0370-\u03ff]"), 0.15),
)
_COMMON = {
    "en": "the and of to is in for you this with that are on can be your it or as from not if an will by have",
    "es": "el los las de que y en un una para con por es del se su al como más esta puede este son si sus",
    "pt": "o os as de que e em um uma para com por é do da se não no na como mais você seu são dos isso",
    "fr": "le les des de et en un une pour avec est dans que du sur vous ce pas au par il qui sont votre aux",
    "de": "der die das und ist in den mit für von zu auf ein eine nicht wird sie oder werden im dem es auch wenn bei",
    "it": "il lo gli di che e in un una per con è del della non si sono come più questo al dei nel le puoi",
    "nl": "de het een en van in is voor met op dat te je niet zijn kan wordt deze als aan bij of ook naar",
    "pl": "i w na z do nie się jest to że jak dla o od po przez oraz lub można które ten być są aby",
    "tr": "ve bir bu için ile olarak da de olan daha gibi kullanarak veya çok ne değil en sonra her ise",
    "id": "dan yang untuk dengan di ini dari ke anda adalah pada dapat atau tidak akan dalam sebagai bisa oleh",
    "vi": "và của là cho các với để được không trong một những có này bạn từ khi đến sẽ như",
    "sv": "och att det som en på är för med av till den inte ett kan du om eller från vid",
}


def language_of(text: str) -> str:
    """A two-letter code for the language of prose, "" where fewer than ten words decide."""
    text = text[:_SAMPLE]
    letters = sum(map(str.isalpha, text))
    if letters < 10:
        return ""
    for language, signs, share in _SCRIPTS:
        if len(signs.findall(text)) > share * letters:
            return language
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    if sum(words.values()) < 10:
        return ""
    scores = {language: sum(words[word] for word in common.split()) for language, common in _COMMON.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 2 else ""
