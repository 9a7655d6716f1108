"""The site's own password hash, made once: the cast of the tests has one password."""

from django.contrib.auth.hashers import Argon2PasswordHasher

_made: dict[str, str] = {}


class RememberedArgon2(Argon2PasswordHasher):
    """As costly as on the site, for each password the first time only: a site takes it as its own."""

    def encode(self, password: str, salt: str) -> str:
        if password not in _made:
            _made[password] = super().encode(password, salt)
        return _made[password]
