# Installs exactly what a hashed lock names into DIRECTORY/venv, once. Components that share the directory take turns.
# Usage: environment.sh UV PYTHON DIRECTORY LOCK
set -eu
umask 022
uv=$1 python=$2 directory=$3 lock=$4

exec 9>"$directory/.lock"
flock 9
if ! cmp -s "$lock" "$directory/installed.lock"; then
  rm -rf "$directory/venv" "$directory/installed.lock"
  "$uv" venv --quiet --no-python-downloads --python "$python" "$directory/venv"
  "$uv" pip install --quiet --python "$directory/venv/bin/python" --require-hashes --no-deps --compile-bytecode -r "$lock"
  # Comes last and whole: whoever finds it finds everything it names.
  cp "$lock" "$directory/installed.lock.new"
  mv "$directory/installed.lock.new" "$directory/installed.lock"
fi
set -- "$directory"/venv/lib/python*/site-packages/*.dist-info
echo "$# packages"
