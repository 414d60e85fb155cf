# Runs once, when PostgreSQL makes its data folder and listens to nobody yet: replaces the password of the compose file,
# which is no secret, by the one from the secret file, and lets nobody in without TLS.
psql -v ON_ERROR_STOP=1 -qX -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
alter role "$POSTGRES_USER" password '$(cat /run/cabinet/password)';
alter system set ssl = on;
alter system set ssl_min_protocol_version = 'TLSv1.2';
SQL
data=$(psql -tAX -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c 'show data_directory')
# The server wants its key to belong to itself.
install -m 600 /run/cabinet/server.key /run/cabinet/server.crt "$data/"
sed -i 's/^host  *all  *all  *all /hostssl all all all /' "$data/pg_hba.conf"
