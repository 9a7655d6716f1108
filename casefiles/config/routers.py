class OneDatabase:
    """`default` and `log` are two connections to one database: relations may cross them."""

    def allow_relation(self, obj1, obj2, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
