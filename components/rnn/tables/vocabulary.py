"""The words of tables in many languages, without spaces and accents, as `normalise_name` leaves them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a column or a test is called beside its own name. Of what can be one column only, the surest names
# stand first, and "|" parts them from the less sure ones.
OTHER_NAMES = {
    "patient": (
        "patientid patientno patientnr patientnumber patientnummer patientenid patientennummer patnr "
        "patid studyid participantid subjectno subjectnumber probandid pid ptid mrn idpaciente "
        "idpatient subjectid usubjid uniquepid personid nhc numeropaciente idpaziente idpacjenta| "
        "patients participant proband subject sujet paciente paziente pacjent patienten person potilas "
        "pasient patientunitstayid 患者 病人 患者id 病人id 患者号 пациент ασθενης 환자 | patientname "
        "name fullname lastname surname familyname nachname familienname apellido apellidos cognome "
        "nombre nom nome naam nazwisko 姓名 | id recordid identifier case casenumber casenr fall fallnr "
        "fallnummer cas caso stayid visitid"
    ),
    "date": (
        "datum fecha data dato dates datetime dateofvisit visitdate visitdatum besuchsdatum datevisite "
        "datedevisite fechavisita fechadevisita testdate labdate sampledate samplingdate collectiondate "
        "charttime collectiontime observationdate observationdatetime specimendate entnahmedatum "
        "abnahmedatum probendatum fechamuestra datedeprelevement datadelprelievo 日期 検査日 дата "
        "ημερομηνια päivä 날짜| | | reportdate resultdate befunddatum validationdate storetime"
    ),
    "day": (
        "days tag tage jour jours dia dias giorno giorni dag dagen dzien studyday visitday dayofvisit 天 日"
    ),
    "time": ("zeit zeitpunkt temps tiempo tempo tijd czas followup fu followuptime obstime offset 时间"),
    "test": (
        "tests testname labtest laboratorytest labname analyte analyt parameter parametre parametro "
        "untersuchung analyse prueba analito analisis analisi badanie bepaling examen esame exame 项目 "
        "检验项目 検査項目 показатель | description label bezeichnung component measurement observation "
        "| itemid testcode code loinc loinccode"
    ),
    "value": (
        "values result results resultvalue testresult labresult valuenum valuenumeric numericvalue wert "
        "werte messwert ergebnis valeur resultat valor valore resultado risultato wynik waarde uitslag "
        "结果 値 结果值 результат | resultn resultnum valuetext labresulttext observationvalue"
    ),
    "unit": (
        "units einheit einheiten unite unites unidad unidades unidade unita eenheid jednostka uom "
        "valueuom resultunit resultunits labmeasurenamesystem 单位 単位 единицы | "
        "labmeasurenameinterface"
    ),
    "limit": "comparator operator qualifier relation modifier vergleich operador comparateur valueprefix",
    "first name": "firstname givenname forename vorname prenom primernombre voornaam imie",
    "birth": (
        "dob dateofbirth birthdate birthday geburtsdatum geburtstag gebdatum fechadenacimiento "
        "fechanacimiento datedenaissance datanascita datadinascita datanascimento geboortedatum "
        "dataurodzenia yearofbirth"
    ),
    "age": (
        "ages alter edad idade eta leeftijd wiek ageatfirstvisit ageatenrolment ageatenrollment 年龄 возраст"
    ),
    "sex": "gender geschlecht sexe sexo sesso geslacht plec genre genero 性别 пол",
    "treatment": (
        "drug trt therapy therapie behandlung traitement tratamiento tratamento trattamento behandeling"
    ),
    "bilirubin": (
        "serbilir bili tbil tbili bilt bil bilirubine bilirrubina bilirubina bilirubinet 总胆红素 "
        "胆红素 総ビリルビン билирубин билирубинобщий общийбилирубин χολερυθρινη ολικηχολερυθρινη"
    ),
    "cholesterol": (
        "serchol chol tchol cholesterin colesterol colesterolo cholesterole kolesterol 胆固醇 总胆固醇 "
        "холестерин общийхолестерин χοληστερολη χοληστερινη ολικηχοληστερολη"
    ),
    "albumin": "alb albumine albumina 白蛋白 アルブミン альбумин αλβουμινη λευκωματινη",
    "alkaline phosphatase": (
        "alkaline alp ap alkp alkphos alkalinephos alkphosphatase phosphatasealkaline "
        "alkalischephosphatase phosphatasealcaline phosphatasesalcalines pal fosfatasaalcalina "
        "fosfatasealcalina fosfatasialcalina fal alkalischefosfatase fosfatazaalkaliczna "
        "fosfatazazasadowa 碱性磷酸酶 щелочнаяфосфатаза αλκαλικηφωσφαταση"
    ),
    "AST": (
        "sgot got asat ast tgo aspat gotast astgot sgotast astsgot aspartateaminotransferase "
        "aspartatetransaminase aspartataminotransferase aspartateaminotransferasa "
        "aspartatoaminotransferasa 谷草转氨酶 天冬氨酸氨基转移酶 天门冬氨酸氨基转移酶 аст"
    ),
    "platelets": (
        "plt platelet plateletcount thrombocytes thrombocyte thrombozyten thrombos trombocyten "
        "trombociti trombocitos trombocyter plaquettes plaquetas piastrine plytkikrwi płytki płytkikrwi "
        "plytki 血小板 血小板计数 тромбоциты αιμοπεταλια"
    ),
    "prothrombin time": (
        "pt protime prothrombinzeit prothrombin tpz tempsdeprothrombine tiempodeprotrombina "
        "tempodiprotrombina tempodeprotrombina protrombinetijd czasprotrombinowy 凝血酶原时间 "
        "протромбиновоевремя χρονοςπροθρομβινης"
    ),
    "ascites": "ascite ascitis aszites ascitas",
    "hepato": "hepatomegaly hepatomegalie hepatomegalia",
    "spiders": "spider spidernaevi spidernevi spiderangiomas spiderangiomata",
    "edema": "oedema odem odeme oedem oedeme",
    "stage": "histologic histologicalstage histologicstage stadium stade estadio",
}
CODES = {  # of LOINC, and of the items of MIMIC
    "bilirubin": "1975-2 14631-6 50885",
    "cholesterol": "2093-3 14647-2 50907",
    "albumin": "1751-7 50862",
    "alkaline phosphatase": "6768-6 50863",
    "AST": "1920-8 50878",
    "platelets": "777-3 26515-7 51265",
    "prothrombin time": "5902-2 51274",
}
OFFSETS = {"labresultoffset": "minutes"}  # columns of days whose unit their name doesn't tell: of eICU

BESIDE = _words(
    "t całkowita całkowity общий serica serico serique surowicy total totale totales totalis tot "
    "gesamt ges serum plasma blood level in or of i s p b fs sp sang suero sangre concentration "
    "conc value result wert by automated manual count full the 血清"
)  # a test's name they change nothing
SINCE = _words("since from after post seit ab nach depuis apres desde dal sinds vanaf od")
UNIT = _words("unit units einheit einheiten unite unidad unidades unita eenheid jednostka uom")
REFERENCE = _words(
    "reference referencerange range normal normalrange referenz referenzbereich norm normwert "
    "normbereich valeurs referencia rango ref refrange"
)
BETWEEN = _words("de del of the den um at le uhr st nd rd th er")  # the parts of a date
YES = _words(
    "yes y ja j oui si sim true wahr vrai verdadero verdadeiro vero prawda tak present positive pos + 有 是"
)
NO = _words("no n nein non nao nee false falsch faux falso onwaar falsz nie absent negative neg 无 否")
FEMALE = _words(
    "f female w woman weiblich frau femme feminin mujer femenino feminino femmina femminile vrouw "
    "kobieta k 女 ж"
)
MALE = _words("m male man mannlich mann homme masculin hombre masculino maschio maschile mezczyzna 男 м")

TIME_UNITS = {
    "minutes": (
        "minute min mins minuten minuto minutos minuti minuut minuta minuty minut minuter minutter 分钟 分"
    ),
    "hours": (
        "hour h hr hrs std stunde stunden heure heures hora horas ora ore uur uren godzina godziny "
        "godzin godz timme timmar time timer 小时 時間"
    ),
    "days": (
        "day d tag tage tagen jour jours dia dias giorno giorni dag dagen dagar dage dzien dni dney "
        "ημερες дни дней день 天 日"
    ),
    "weeks": (
        "week wk wks w woche wochen semaine semaines sem semana semanas settimana settimane weken "
        "tydzien tygodnie tygodni vecka veckor uge uger εβδομαδες недели недель 周 週"
    ),
    "months": (
        "month mo mos mon mth mths monat monate monaten mois mes meses mese mesi maand maanden miesiac "
        "miesiace miesiecy manad manader maned maneder maneter μηνες месяцы месяцев 个月 月 ヶ月"
    ),
    "years": (
        "year yr yrs y a jahr jahre jahren an ans annee annees ano anos anni anno jaar jaren rok lata "
        "lat ar vuosi vuotta ετη χρονια годы лет год 年"
    ),
}
