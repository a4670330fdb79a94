"""EML in both versions of its schemas, made up for tests and valid by them."""

from __future__ import annotations

ONE, NEXT = "1.2.2", "1.3-draft"
#: A namespace of 1.3.
SB = "http://www.kiesraad.nl/sb-extensions"


def eml(form: str, payload: str, version: str = ONE, authority: str = "9901", dated: bool = False) -> bytes:
    """A message; what 1.2 does not know stays out of it."""
    schema = '<kr:Schema Version="1.3"/>' if version == NEXT else ""
    return (
        '<EML xmlns="urn:oasis:names:tc:evs:schema:eml" xmlns:kr="http://www.kiesraad.nl/extensions" '
        f'xmlns:sb="{SB}" xmlns:xal="urn:oasis:names:tc:ciq:xsdschema:xAL:2.0" '
        f'xmlns:xnl="urn:oasis:names:tc:ciq:xsdschema:xNL:2.0" Id="{form}" SchemaVersion="5">'
        f'<TransactionId>1</TransactionId><ManagingAuthority><AuthorityIdentifier Id="{authority}">Voorbeeld'
        "</AuthorityIdentifier><AuthorityAddress/></ManagingAuthority>"
        f"{'<IssueDate>2026-02-02</IssueDate>' if dated else ''}{schema}"
        f"<kr:CreationDateTime>2026-02-02T10:00:00.000</kr:CreationDateTime>{payload}</EML>"
    ).encode()


def election(nomination: bool = False, category: str = "GR") -> str:
    """The ElectionIdentifier."""
    nominated = "<kr:NominationDate>2026-02-02</kr:NominationDate>" if nomination else ""
    return (
        f'<ElectionIdentifier Id="{category}2026_Voorbeeld"><ElectionName>Gemeenteraad Voorbeeld 2026'
        f"</ElectionName><ElectionCategory>{category}</ElectionCategory>"
        f"<kr:ElectionSubcategory>{category}2</kr:ElectionSubcategory>"
        '<kr:ElectionDomain Id="9901">Voorbeeld</kr:ElectionDomain><kr:ElectionDate>2026-03-18'
        f"</kr:ElectionDate>{nominated}</ElectionIdentifier>"
    )


def definition(version: str = ONE) -> bytes:
    """A 110a: one municipality, 23 seats."""
    return eml(
        "110a",
        f"<ElectionEvent><EventIdentifier/><Election>{election(nomination=True)}"
        '<Contest><ContestIdentifier Id="geen"/><VotingMethod>SPV</VotingMethod><MaxVotes/></Contest>'
        "<kr:NumberOfSeats>23</kr:NumberOfSeats><kr:PreferenceThreshold>25</kr:PreferenceThreshold>"
        '<kr:ElectionTree><kr:Region RegionNumber="9901" RegionCategory="GEMEENTE" RomanNumerals="false" '
        'FrysianExportAllowed="false"><kr:RegionName>Voorbeeld</kr:RegionName>'
        '<kr:Committee CommitteeCategory="CSB"/></kr:Region></kr:ElectionTree>'
        "<kr:RegisteredParties><kr:RegisteredParty><kr:RegisteredAppellation>Dorpsbelang"
        "</kr:RegisteredAppellation></kr:RegisteredParty></kr:RegisteredParties></Election></ElectionEvent>",
        version,
        "CSB",
        dated=True,
    )


def candidates(version: str = ONE) -> bytes:
    """A 230b: list 1 of two, list 3 without a name."""
    gender = "<kr:GenderAnnex>other</kr:GenderAnnex>" if version == NEXT else "<Gender>unknown</Gender>"

    def candidate(number: int, last: str) -> str:
        return (
            f'<Candidate><CandidateIdentifier Id="{number}" ShortCode="{last}A"/><CandidateFullName>'
            '<xnl:PersonName><xnl:NameLine NameType="Initials">A.</xnl:NameLine><xnl:FirstName>Ada'
            f"</xnl:FirstName><xnl:LastName>{last}</xnl:LastName></xnl:PersonName></CandidateFullName>"
            f"{gender}<QualifyingAddress><xal:Locality><xal:LocalityName>Voorbeeld</xal:LocalityName>"
            "</xal:Locality></QualifyingAddress></Candidate>"
        )

    def list_(number: int, name: str, *people: str) -> str:
        inside = "".join(candidate(at, each) for at, each in enumerate(people, 1))
        return (
            f'<Affiliation><AffiliationIdentifier Id="{number}"><RegisteredName>{name}</RegisteredName>'
            "</AffiliationIdentifier><Type>op zichzelf staande lijst</Type>"
            f'<kr:ListData PublishGender="false"/>{inside}</Affiliation>'
        )

    return eml(
        "230b",
        f"<CandidateList><Election>{election(nomination=True)}<Contest>"
        f'<ContestIdentifier Id="geen"/>{list_(1, "Dorpsbelang", "Akker", "Berg")}{list_(3, "", "Zee")}'
        "</Contest></Election></CandidateList>",
        version,
        "CSB",
        dated=True,
    )


def place(
    number: int, name: str, electorate: int, inside: str = "", more: str = "", channel: str = "polling"
) -> str:
    """A polling place; `inside` its address stands what 1.3 knows of it, `more` behind its number."""
    return (
        f'<PollingPlace Channel="{channel}"><PhysicalLocation><Address><Locality><xal:LocalityName>{name}'
        "</xal:LocalityName><xal:PostalCode><xal:PostalCodeNumber>1234 AB</xal:PostalCodeNumber>"
        f'</xal:PostalCode></Locality>{inside}</Address><PollingStation Id="{number}">{electorate}'
        f"</PollingStation>{more}</PhysicalLocation></PollingPlace>"
    )


def location(opens: str, closes: str, latitude: str = "52.1042", longitude: str = "5.0812") -> str:
    """Where and when, as 1.3 has it."""
    return (
        "<sb:Location><sb:StreetName>Dorpsstraat</sb:StreetName><sb:Number>1</sb:Number>"
        "<sb:PostalCode>1234 AB</sb:PostalCode><sb:DistrictName>Dorp Noord</sb:DistrictName>"
        f"<sb:OpenTime>{opens}</sb:OpenTime><sb:ClosingTime>{closes}</sb:ClosingTime>"
        f"<sb:Latitude>{latitude}</sb:Latitude><sb:Longitude>{longitude}</sb:Longitude></sb:Location>"
    )


def stations(*places: str, version: str = ONE, electorate: str = "31250") -> bytes:
    """A 110b of these polling places."""
    return eml(
        "110b",
        f"<ElectionEvent><EventIdentifier/><Election>{election()}<Contest>"
        '<ContestIdentifier Id="geen"/><ReportingUnit><ReportingUnitIdentifier Id="9901">Voorbeeld'
        f"</ReportingUnitIdentifier></ReportingUnit><VotingMethod>SPV</VotingMethod><MaxVotes>{electorate}</MaxVotes>"
        f"{''.join(places)}</Contest></Election></ElectionEvent>",
        version,
        dated=True,
    )


def votes(version: str = ONE, corrected: bool = False) -> str:
    """The VoteGroup of a station: 10 votes on list 1 and 5 on list 3."""
    before = corrected and version == NEXT

    def initial(name: str, number: int, reason: str = "") -> str:
        code = f' ReasonCode="{reason}"' if reason else ""
        return f"<kr:Initial{name}{code}>{number}</kr:Initial{name}>" if before else ""

    def selection(of: str, number: int) -> str:
        return f"<Selection>{of}{initial('ValidVotes', 99)}<ValidVotes>{number}</ValidVotes></Selection>"

    def list_(number: int, name: str, found: int) -> str:
        return selection(
            f'<AffiliationIdentifier Id="{number}"><RegisteredName>{name}</RegisteredName>'
            "</AffiliationIdentifier>",
            found,
        )

    def candidate(number: int, found: int) -> str:
        return selection(f'<Candidate><CandidateIdentifier Id="{number}"/></Candidate>', found)

    return (
        f"{list_(1, 'Dorpsbelang', 10)}{candidate(1, 7)}{candidate(2, 3)}{list_(3, '', 5)}{candidate(1, 5)}"
        f"{initial('Cast', 1)}<Cast>40</Cast>{initial('TotalCounted', 98)}<TotalCounted>15</TotalCounted>"
        f"{initial('RejectedVotes', 9, 'blanco')}"
        '<RejectedVotes ReasonCode="ongeldig">0</RejectedVotes><RejectedVotes ReasonCode="blanco">1'
        "</RejectedVotes>"
        f"{initial('UncountedVotes', 9, 'toegelaten kiezers')}"
        '<UncountedVotes ReasonCode="geldige stempassen">14</UncountedVotes>'
        '<UncountedVotes ReasonCode="geldige volmachtbewijzen">2</UncountedVotes>'
        '<UncountedVotes ReasonCode="toegelaten kiezers">16</UncountedVotes>'
    )


def count(
    form: str, version: str = ONE, *, total: bool = True, corrected: bool = False, authority: str = "9901"
) -> bytes:
    """A 510a or 510b of one station; a 510a may have no total."""
    method, phase, kind = "", "", ""
    if version == NEXT:
        method = '<kr:CountingMethod MethodCode="decentrale stemopneming"/>'
        phase = f'<kr:Phase PhaseCode="{"corrigendum" if corrected else "eerste zitting"}"/>'
        kind = "<kr:ReportingUnitType>FixedLocation</kr:ReportingUnitType>"
    given = votes(version, corrected)
    return eml(
        form,
        f"<Count>{method}<EventIdentifier/>{phase}<Election>{election()}<Contests><Contest>"
        f'<ContestIdentifier Id="geen"/>{f"<TotalVotes>{given}</TotalVotes>" if total else ""}'
        '<ReportingUnitVotes><ReportingUnitIdentifier Id="9901::SB12">Stembureau De Hoek (postcode: 1234 AB)'
        f"</ReportingUnitIdentifier>{kind}{given}</ReportingUnitVotes></Contest></Contests></Election></Count>",
        version,
        authority,
    )
