#!/bin/sh
# Run once by the database container, on an empty volume: the role that owns the tables
# and the role that works on them. psql quotes the passwords, and takes them from no
# command line, where others could read them.
set -eu
OWNER_PASSWORD=$(cat /run/secrets/database-owner-password)
APP_PASSWORD=$(cat /run/secrets/database-password)
export OWNER_PASSWORD APP_PASSWORD
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
CREATE ROLE casefiles_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE casefiles_app LOGIN PASSWORD :'app_password';
ALTER DATABASE casefiles OWNER TO casefiles_owner;
REVOKE ALL ON DATABASE casefiles FROM PUBLIC;
GRANT CONNECT ON DATABASE casefiles TO casefiles_app;
SQL
