"""Papers on an AI's making and risks: model and data cards, risk lists with owners and approval, applicable law."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.formats.document_shape import Document, Line
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import DOCS, SCREEN_LANGUAGES, content, document_paths, heading_pattern, said, titled
from readiness.sanitizing import snippet
from readiness.search import Pattern

_CARD_PATH = compile_later(
    r"(?i)(?:^|/)[\w-]*(?:model[-_ ]?cards?|system[-_ ]?card|data[-_ ]?(?:cards?|sheets?)|datasheet|"
    r"ai[-_ ]?policy|responsible[-_ ]?ai|"
    r"impact[-_ ]?assessment|risk[-_ ]?(?:assessment|register|analysis)|risks|dpia|algorithmic[-_ ]?impact|"
    r"ai[-_ ]?governance|transparency[-_ ]?(?:note|faq))[\w-]*(?:\.\w+|/)"
)
_CARD_TITLES = (
    r"\bmodel card\b",
    r"\bsystem card\b",
    r"\bdata ?(?:card|sheet)\b",
    r"\bresponsible AI\b",
    r"\bAI (?:policy|governance|risk|ethics)\b",
    r"\btransparency (?:note|faq)\b",
    r"\bimpact assessment\b",
    r"\bethical considerations\b",
    r"\brisk (?:assessment|register|analysis)\b",
    r"模型卡|数据卡|风险评估",
    r"モデルカード|リスク評価",
    r"evaluación de riesgos|ficha del modelo",
    r"analyse des risques|fiche modèle",
    r"risikobewertung|modellkarte",
    r"avaliação de riscos",
)
_ASPECTS = (
    ("use", r"intended (?:use|purpose|users?)|use cases?|out[- ]of[- ]scope|primary use"),
    (
        "making",
        (
            r"\barchitecture\b|trained (?:on|with|using|by)|train(?:ing)? (?:the|a|our) (?:\w+ )?model|"
            r"training (?:procedure|process)|fine-?tun|\balgorithm\b|hyper-?parameters?|base model|model (?:type|"
            r"details|description)"
        ),
    ),
    ("data", r"training data|data ?sets?\b|data sources?|evaluation data|labels? (?:are|were|come)"),
    ("results", r"evaluation|accuracy|precision|recall|\bF1\b|metrics|performance"),
    ("risks", r"\brisks?\b|limitations?|\bbias(?:es)?\b|fairness|ethic\w*|misuse|harms?\b|threats?"),
)
_RISK_TITLES = (
    r"\brisks?\b",
    r"\bthreat (?:model|analysis)\b",
    r"\bthreats\b",
    r"风险",
    r"リスク",
    r"riesgos",
    r"risques",
    r"risiken",
    r"riscos",
)
_AI_RISKS = compile_later(
    r"(?i)hallucinat|\bbias(?:ed|es)?\b|misuse|prompt[- ]injection|poison|model (?:extraction|theft|stealing|"
    r"inversion|drift|degradation|performance|accuracy|failure)|\bdrift\b|"
    r"wrong (?:outputs?|predictions?|answers?)|fairness|privacy|\bPII\b|personal data|\bGDPR\b|AI Act|"
    r"adversarial|data (?:quality|leak\w*)|jailbreak|over-?reliance|toxic"
)
_OWNED = compile_later(
    r"(?i)\bowners?\b|\bresponsible\b|\bassigned to\b|\baccountable\b|负责人|担当|"
    r"responsable|verantwortlich|responsável"
)
_TREATED = compile_later(
    r"(?i)mitigat\w*|treatment|\bcontrols?\b|counter-?measures?|response|action|应对|対策|mitigación|maßnahme|"
    r"mesure|mitigação"
)
_APPROVED = compile_later(
    r"(?i)\b(?:approved|signed[- ]off|accepted|sign-off|approval)\b[^\n]{0,20}(?:\bby|"
    r":)\s*\**\s*[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)?[^\n]{0,60}\b(?:20\d\d)"
)
_LAW = (
    r"(?:GDPR|DSGVO|RGPD|LGPD|CCPA|CPRA|HIPAA|FERPA|COPPA|PIPL|PDPA|SOC ?2|ISO[ /]?(?:IEC )?(?:27001|42001)|"
    r"(?:EU )?AI Act|General Data Protection Regulation|"
    r"个人信息保护法|生成式人工智能服务管理|KI-Verordnung)"
)
_APPLIES = (
    r"(?:compl(?:y|iance|iant)|requirements?|regulat\w+|rights|legal|lawful|EEA|data protection|"
    r"processing|must|subject to|role|risk class|high[- ]risk|adher\w+|audit|合规)"
)
_REGULATION = (
    Pattern(rf"\b{_LAW}\b[^.\n]{{0,120}}\b(?i:{_APPLIES})\b", DOCS),
    Pattern(rf"\b(?i:{_APPLIES})\b[^.\n]{{0,120}}\b{_LAW}\b", DOCS),
    Pattern(
        r"\b(?:EEA|GDPR|CCPA)\b[^.\n]{0,120}\b(?i:legal bas[ei]s|rights|lawful)\b|\b(?i:legal bas[ei]s|"
        r"rights)\b[^.\n]{0,80}\b(?:EEA|GDPR|CCPA)\b",
        frozenset({"code"}),
        SCREEN_LANGUAGES,
    ),
)
_DECIDED = Pattern(
    r"(?i)\b(?:AI Act|AI-Act|KI-Verordnung)\b[^\n]{0,160}\b(?:provider|deployer|high[- ]risk|limited risk|"
    r"minimal risk|not (?:high[- ]risk|in scope|applicable)|does not apply|"
    r"transparency obligations?|art(?:icle|\.) ?\d+|annex iii|exempt)\b|\b(?:none of|no) (?:\w+ ){0,4}(?:law|"
    r"regulation)s? appl(?:y|ies)\b[^\n]{0,80}\bbecause\b",
    DOCS,
)
_DATED = compile_later(
    r"(?i)\b20\d\d[-./ ]\d\d?\b|\b(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december) 20\d\d\b|\b20\d\d-\d\d-\d\d\b"
)
_AI_WORDS = compile_later(
    rf"{_AI_RISKS.pattern}|\b(?:models?|classifier|training data|predictions?|LLMs?|embeddings?|AI)\b"
)
_MADE = 2  # how a model was made and on which data
_LEAST_WORDS = 60
_LEAST_ASPECTS = 3
_LEAST_RISKS = 3
PATTERNS = (*_REGULATION, _DECIDED, heading_pattern(_CARD_TITLES), heading_pattern(_RISK_TITLES))


def card(product: Product) -> Fact:
    """How far a model card, data sheet, AI policy or risk assessment tells of the model's making, data and risks.

    Whole where one paper covers at least three of use, making, data, results and risks, risks among them; half where a
    paper tells of less, or where risks are analysed without it.
    """
    best: tuple[float, Evidence, str] | None = None
    for document, lines, told_as in _papers(product):
        text = "\n".join(line.text for line in lines)
        aspects = [name for name, pattern in _ASPECTS if re.search(pattern, text, re.IGNORECASE)]
        words = len(text.split())
        if not lines or words < _LEAST_WORDS // 2:
            continue
        made = {"making", "data"} & set(aspects)
        whole = (
            told_as == "card"
            and "risks" in aspects
            and made
            and len(aspects) >= _LEAST_ASPECTS
            and words >= _LEAST_WORDS
        )
        degree = 1.0 if whole else 0.5
        if (told_as == "doc" and len(made) < _MADE) or (told_as != "doc" and len(_AI_WORDS.findall(text)) < _MADE):
            continue
        if best is None or degree > best[0]:
            place = Evidence(
                document.path, lines[0].number, snippet(lines[0].text), f"tells of {', '.join(aspects) or 'risks'}"
            )
            best = (degree, place, ", ".join(aspects) or "risks")
    if best is None:
        return Fact(
            0.0,
            (),
            "no model card, data sheet, risk assessment or AI policy",
            ("model cards, data sheets, risk papers",),
        )
    return Fact(best[0], (best[1],), f"{best[1].path} tells of {best[2]}" + ("" if best[0] == 1.0 else " only"))


def risks(product: Product) -> Fact:
    """How far the risks of the AI are listed with owner and treatment, and approved by a named person with a date.

    Half for a list without one of these. A list that knows no risk of AI is none.
    """
    for document, index in titled(product, _RISK_TITLES):
        lines = content(document, index)[1]
        listed = [line for line in lines if _AI_RISKS.search(line.text)]
        items = [line for line in lines if line.kind in ("list", "table")]
        if len(listed) < 2 or len(items) < _LEAST_RISKS:
            continue
        text = "\n".join(line.text for line in lines)
        whole = "\n".join(line.text for part in document.sections for line in part.lines)
        owned, treated = bool(_OWNED.search(text)), bool(_TREATED.search(text))
        approved = bool(_APPROVED.search(whole))
        place = Evidence(document.path, listed[0].number, snippet(listed[0].text), "a list of risks")
        if owned and treated and approved:
            return Fact(1.0, (place,), "risks are listed with owner and treatment, and approved")
        lacking = [
            name
            for name, has in (("owners", owned), ("treatments", treated), ("an approval by name and date", approved))
            if not has
        ]
        return Fact(0.5, (place,), f"a list of risks without {', '.join(lacking)}")
    return Fact(0.0, (), "no list of the risks of the AI", ("risk registers, risk sections",))


def regulation(product: Product) -> Fact:
    """How far it is decided which law applies: whole with role, class or reason and a date, half for a mention."""
    decided = [hit for hit in said(product, (_DECIDED,)) if _DATED.search(product.text(hit.path))]
    if decided:
        return Fact(
            1.0,
            tuple(hit.evidence("what applies is decided") for hit in decided),
            "which law applies is decided, with reason and date",
        )
    mentioned = tuple(hit.evidence("a law is mentioned") for hit in said(product, _REGULATION))
    if mentioned:
        return Fact(0.5, mentioned, "laws are mentioned without a decision on what applies")
    return Fact(0.0, (), "no document says which law applies", ("documents, privacy pages",))


def _papers(product: Product) -> list[tuple[Document, tuple[Line, ...], str]]:
    """(document, its lines, "card" or "doc") of papers by name or heading; a page on one model counts as "doc"."""
    found: list[tuple[Document, tuple[Line, ...], str]] = []
    for path in document_paths(product):
        if _CARD_PATH.search(path):
            found.append((product.document(path), _all_lines(product.document(path)), "card"))
        elif re.search(
            r"(?i)(?:^|/)(?:docs?/)?(?:models?|data)(?:/[\w-]+|[-_]\w+)?\.(?:md|rst|mdx)$|threat[-_ ]?model", path
        ):
            document = product.document(path)
            found.append((document, _all_lines(document), "risks" if "threat" in path.lower() else "doc"))
    found += [(document, content(document, index)[1], "card") for document, index in titled(product, _CARD_TITLES)]
    return found


def _all_lines(document: Document) -> tuple[Line, ...]:
    parts = [part for part in document.sections if not part.is_placeholder]
    return tuple(
        line
        for part in parts
        for line in (Line(part.line, part.title), *part.lines)
        if line.kind != "code" and line.text
    )
