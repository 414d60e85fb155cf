# Runs once, when PostgreSQL makes its data folder and listens to nobody yet: replaces the password of the compose file,
# which is no secret, by the one from the secret file.
psql -v ON_ERROR_STOP=1 -qX -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
alter role "$POSTGRES_USER" password '$(cat /run/cabinet/password)';
SQL
