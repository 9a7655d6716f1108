from demonstration.command import BesideTheCast


class Command(BesideTheCast):
    help = "Loads the case of flight MH17 from public facts; embedded engines only."
    fixture_name = "mh17"
