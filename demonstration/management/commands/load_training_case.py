from demonstration.command import BesideTheCast


class Command(BesideTheCast):
    help = "Loads a wholly fictional case with witnesses; embedded engines only."
    fixture_name = "training"
