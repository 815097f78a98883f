# Moves the database's schema to that of the Airflow in this image, if it is the one that was planned.
# Usage: migrate.sh VERSION
set -eu
there=$(python -c 'import importlib.metadata as m; print(m.version("apache-airflow"))')
if [ "$there" != "$1" ]; then
  echo "the image has Airflow $there and the spec says $1; nothing was migrated" >&2
  exit 1
fi
exec airflow db migrate
