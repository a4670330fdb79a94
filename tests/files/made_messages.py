"""Small EML messages of the other kinds, made up for tests."""

from __future__ import annotations

_HEAD = (
    '<EML xmlns="urn:oasis:names:tc:evs:schema:eml" xmlns:kr="http://www.kiesraad.nl/extensions" '
    'xmlns:xnl="urn:oasis:names:tc:ciq:xsdschema:xNL:2.0" Id="{form}" SchemaVersion="5">'
)
_ELECTION = (
    '<ElectionIdentifier Id="GR2026_Voorbeeld"><ElectionName>Gemeenteraad Voorbeeld 2026</ElectionName>'
    "<ElectionCategory>GR</ElectionCategory><kr:ElectionSubcategory>GR2</kr:ElectionSubcategory>"
    '<kr:ElectionDomain Id="9901">Voorbeeld</kr:ElectionDomain><kr:ElectionDate>2026-03-18</kr:ElectionDate>'
    "</ElectionIdentifier>"
)


def _person(initials: str, prefix: str, last: str) -> str:
    return (
        "<CandidateFullName><xnl:PersonName>"
        f'<xnl:NameLine NameType="Initials">{initials}</xnl:NameLine><xnl:FirstName>X</xnl:FirstName>'
        f"{f'<xnl:NamePrefix>{prefix}</xnl:NamePrefix>' if prefix else ''}<xnl:LastName>{last}</xnl:LastName>"
        "</xnl:PersonName></CandidateFullName>"
    )


DEFINITION = (
    _HEAD.format(form="110a")
    + "<ElectionEvent><EventIdentifier/><Election>"
    + _ELECTION
    + '<Contest><ContestIdentifier Id="geen"/></Contest><kr:NumberOfSeats>23</kr:NumberOfSeats>'
    "<kr:PreferenceThreshold>25</kr:PreferenceThreshold><kr:ElectionTree>"
    '<kr:Region RegionNumber="901" RegionCategory="GEMEENTE"><kr:RegionName>Voorbeeld</kr:RegionName>'
    "</kr:Region></kr:ElectionTree><kr:RegisteredParties><kr:RegisteredParty>"
    "<kr:RegisteredAppellation>Dorpsbelang</kr:RegisteredAppellation></kr:RegisteredParty>"
    "</kr:RegisteredParties></Election></ElectionEvent></EML>"
).encode()

CANDIDATES = (
    _HEAD.format(form="230b")
    + "<CandidateList><Election>"
    + _ELECTION
    + '<Contest><ContestIdentifier Id="XIV"><ContestName>Zuid</ContestName></ContestIdentifier>'
    '<Affiliation><AffiliationIdentifier Id="3"><RegisteredName/></AffiliationIdentifier>'
    f'<Candidate><CandidateIdentifier Id="2" ShortCode="VriesA"/>{_person("A.", "de", "Vries")}</Candidate>'
    f'<Candidate><CandidateIdentifier Id="5"/>{_person("", "", "Cher")}</Candidate>'
    "</Affiliation></Contest></Election></CandidateList></EML>"
).encode()

RESULT = (
    _HEAD.format(form="520") + "<Result><Election>" + _ELECTION + '<Contest><ContestIdentifier Id="geen"/>'
    '<Selection><AffiliationIdentifier Id="1"><RegisteredName>Dorpsbelang</RegisteredName>'
    "</AffiliationIdentifier><Elected>yes</Elected></Selection>"
    f'<Selection><Candidate><CandidateIdentifier Id="2"/>{_person("A.", "de", "Vries")}</Candidate>'
    "<Ranking>2</Ranking><Elected>yes</Elected></Selection>"
    f'<Selection><Candidate><CandidateIdentifier Id="1"/>{_person("B.C.", "", "Jansen")}</Candidate>'
    "<Ranking>1</Ranking><Elected>yes</Elected></Selection>"
    "</Contest></Election></Result></EML>"
).encode()
