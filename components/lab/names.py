"""What the columns and tests of a table are called, in English, German, French and Spanish."""

import functools
import re
import unicodedata
from dataclasses import dataclass

from components.lab.patients import LABS
from components.lab.units import looks_like_unit

# Each name beside its others, without spaces, accents and capitals: as `squeezed` leaves them.
_OTHERS = {
    "patient": "patients patientid patientno patientnr patientnumber patientnummer patientenid "
    "patientennummer patientname patnr patid pid ptid id name subject subjectid case mrn "
    "paciente idpaciente idpatient sujet",
    "date": "datum fecha visitdate dateofvisit visitdatum besuchsdatum datevisite datedevisite fechavisita "
    "fechadevisita testdate labdate sampledate collectiondate datetime dates",
    "day": "days tag tage jour jours dia dias dayssincefirstvisit visitday studyday",
    "time": "zeit zeitpunkt temps tiempo",
    "test": "tests testname parameter analyte analyt labtest laboratorytest untersuchung parametre parametro "
    "analyse prueba analito component",
    "value": "values result results wert werte messwert ergebnis valeur resultat valor resultado",
    "unit": "units einheit einheiten unite unites unidad unidades uom",
    "age": "ages alter edad ageatfirstvisit ageatenrolment ageatenrollment",
    "sex": "gender geschlecht sexe sexo genre genero",
    "treatment": "trt therapy therapie behandlung traitement tratamiento",
    "bilirubin": "bili tbil tbili bil gesamtbilirubin bilirubine bilirrubina bilirubina bilirubintotal",
    "cholesterol": "chol tchol cholesterin gesamtcholesterin colesterol",
    "albumin": "alb albumine albumina",
    "alkaline phosphatase": "alp ap alkphos alkphosphatase phosphatasealkaline alkalischephosphatase "
    "phosphatasealcaline phosphatasesalcalines pal fosfatasaalcalina fal",
    "AST": "sgot got asat tgo aspartateaminotransferase aspartatetransaminase aspartataminotransferase "
    "aspartateaminotransferasa",
    "platelets": "plt platelet plateletcount thrombocytes thrombocyte thrombozyten thrombos "
    "plaquettes plaquetas",
    "prothrombin time": "pt protime prothrombinzeit tempsdeprothrombine tiempodeprotrombina",
    "ascites": "ascite ascitis aszites",
    "hepato": "hepatomegaly hepatomegalie hepatomegalia",
    "spiders": "spider spidernaevi spidernevi spiderangiomas spiderangiomata",
    "edema": "oedema odem odeme oedem oedeme",
    "stage": "histologicstage stadium stade estadio",
}
_BESIDE = {"total", "gesamt", "totale", "serum", "plasma", "blood", "level"}  # words that change nothing
_LONGEST = 100  # characters of a name
_UNIT_WORDS = 3
_BRACKETS = re.compile(r"(.+?)\s*[(\[]([^()\[\]]*)[)\]]")
_LABS = frozenset(lab.name for lab in LABS)


@dataclass(frozen=True)
class Name:
    """What a column or a test means."""

    what: str  # "patient", "date", … or a lab's or a sign's name
    unit: str = ""  # as it is written, of a lab only


def squeezed(text: str) -> str:
    """Only a text's letters and digits, without accents and capitals: "Alk. phos." becomes "alkphos"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


@functools.cache
def _known() -> dict[str, str]:
    return {squeezed(alias): name for name, others in _OTHERS.items() for alias in (name, *others.split())}


def recognised(text: str) -> Name | None:
    """What a header or a test's name means: "Bilirubin, total (µmol/l)" is bilirubin in µmol/l.

    None if it is unknown, or known but qualified, as in "PT (INR)" or "bilirubin (direct)".
    """
    if len(text) > _LONGEST:
        return None
    what = _what(text)
    if what:
        return Name(what)
    brackets = _BRACKETS.fullmatch(text)
    return _qualified(brackets[1], brackets[2]) if brackets else _with_unit(text)


def _what(text: str) -> str | None:
    if "%" in text:  # a unit, which must not be lost
        return None
    words = re.split(r"[\W_]+", text.casefold())
    return _known().get(squeezed("".join(word for word in words if word not in _BESIDE)))


def _qualified(text: str, inside: str) -> Name | None:
    """The name before brackets; a lab's only if they hold its unit or the same name, as in "AST (SGOT)"."""
    name = recognised(text)
    if name is None or name.what not in _LABS:
        return name
    if looks_like_unit(inside):
        return Name(name.what, inside)
    return name if _what(inside) == name.what else None


def _with_unit(text: str) -> Name | None:
    """The lab's name before a unit without brackets, as in "alk phos U/l" or "bili_mg_dl"."""
    for cut in list(re.finditer(r"[\s,_]+", text))[-_UNIT_WORDS:]:
        what, unit = _what(text[: cut.start()]), text[cut.end() :]
        if what in _LABS and looks_like_unit(unit):
            return Name(what, unit)
    return None
