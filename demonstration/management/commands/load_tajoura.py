from demonstration.command import NothingButEmpty


class Command(NothingButEmpty):
    help = "Loads the Tajoura case from public facts, with five accounts; embedded engines only."
    fixture_name = "tajoura"
