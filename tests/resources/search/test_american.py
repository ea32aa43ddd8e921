"""British spellings are the same words to the search as American ones."""

import pytest

from resources import search
from resources.catalogue import facet_index
from resources.search.american import american
from resources.search.analysis import stems_of
from tests.factories import make_resource

PAIRS = """
    organisation/organization organisations/organizations organise/organize organised/organized organising/organizing
    organiser/organizer organisational/organizational recognise/recognize authorise/authorize authorised/authorized
    criminalise/criminalize decriminalisation/decriminalization prioritise/prioritize minimise/minimize
    utilise/utilize victimisation/victimization radicalisation/radicalization militarisation/militarization
    specialised/specialized standardisation/standardization apologise/apologize hospitalised/hospitalized
    summarise/summarize penalise/penalize stigmatise/stigmatize legalisation/legalization realise/realize
    scrutinise/scrutinize customised/customized digitise/digitize behaviour/behavior behaviours/behaviors
    behavioural/behavioral misbehaviour/misbehavior colour/color coloured/colored favour/favor favourite/favorite
    harbour/harbor honour/honor honourable/honorable humour/humor labour/labor labourer/laborer neighbour/neighbor
    neighbourhood/neighborhood neighbourhoods/neighborhoods rumour/rumor armour/armor armoured/armored
    endeavour/endeavor demeanour/demeanor misdemeanour/misdemeanor centre/center centres/centers centred/centered
    theatre/theater metre/meter kilometres/kilometers litre/liter fibre/fiber calibre/caliber defence/defense
    offence/offense offences/offenses licence/license licences/licenses pretence/pretense practise/practice
    practised/practiced practising/practicing programme/program programmes/programs catalogue/catalog
    catalogued/cataloged dialogue/dialog analogue/analog travelling/traveling travelled/traveled traveller/traveler
    counselling/counseling counsellor/counselor counsellors/counselors cancelled/canceled labelled/labeled
    modelling/modeling signalling/signaling analyse/analyze analysed/analyzed analysing/analyzing paralysed/paralyzed
    judgement/judgment acknowledgement/acknowledgment enrol/enroll enrolment/enrollment fulfil/fulfill
    fulfilment/fulfillment instalment/installment skilful/skillful wilful/willful paediatric/pediatric
    anaesthetic/anesthetic haemorrhage/hemorrhage orthopaedic/orthopedic manoeuvre/maneuver manoeuvres/maneuvers
    grey/gray tyre/tire tyres/tires kerb/curb gaol/jail ageing/aging sceptical/skeptical artefact/artifact
    enquiry/inquiry enquiries/inquiries mould/mold foetal/fetal
""".split()  # noqa: SIM905


@pytest.mark.parametrize("pair", PAIRS)
def test_works(pair):
    british, spelled = pair.split("/")
    assert stems_of(british) == stems_of(spelled)
    assert stems_of(british.title()) == stems_of(spelled)


@pytest.mark.parametrize(
    "word",
    """
    advise supervise supervised supervision exercise surprise raised promise promised premises precise wise likewise
    otherwise enterprise expertise franchise revised devise rise noise cruise praise hour four court courts tour
    journal course resource source evidence presence police rogue council well grey-haired
    """.split(),  # noqa: SIM905
)
def test_words_that_are_spelled_so_everywhere_stay(word):
    assert american(word) == word


@pytest.mark.django_db
def test_both_find_the_same_and_neither_is_put_right():
    for _ in range(3):
        make_resource(title="Behavior of organizations", annotation="A program of the neighborhood center.")
        make_resource(title="Behaviour of organisations", annotation="A programme of the neighbourhood centre.")
    now = facet_index.current()
    for pair in ("behaviour/behavior", "organisation/organization", "programmes/programs", "centre/center"):
        answers = [search.find(text, now.positions, now.edition) for text in pair.split("/")]
        assert [(len(found.ids), found.corrected, found.suggested) for found in answers] == [(6, "", "")] * 2
        assert answers[0].ids == answers[1].ids
