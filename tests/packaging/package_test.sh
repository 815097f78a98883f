#!/usr/bin/env bash
# package_test.sh CMAKE BUILD STRANGER EXAMPLE WORK: what is installed is enough for a plugin author, and the installed engine
# runs what they build.
set -euo pipefail
cmake=$1 build=$2 stranger=$3 example=$4 work=$5

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
stage=$work/stage

"$cmake" --install "$build" --prefix "$stage" >"$work/install.log" || { cat "$work/install.log"; fail "install"; }
[[ -x $stage/bin/trimtab ]] || fail "no program in bin/"
libdir=$(cd "$stage" && dirname "$(dirname "$(find lib* -type d -path '*/trimtab/plugins' -print -quit)")")
for plugin in mysql redis nfs airflow; do
  [[ -e $stage/$libdir/trimtab/plugins/$plugin.so ]] || fail "plugin $plugin is not installed"
done
find "$stage" \( -name '*.a' -o -path '*/include/*' ! -path '*/include/trimtab*' -type f \) | grep . &&
  fail "more than the public contract is installed"

warnings=(-Wall -Wextra -Wpedantic -Werror)
find "$stage/include/trimtab" -name '*.hpp' -printf '#include <trimtab/%f>\n' | sort -r |
  "${CXX:-c++}" -std=c++17 "${warnings[@]}" -fsyntax-only -I "$stage/include" -x c++ - || fail "a header does not stand alone"
"${CC:-cc}" -std=c99 "${warnings[@]}" -fsyntax-only -I "$stage/include" -include trimtab/abi.h -x c /dev/null ||
  fail "abi.h is not C"

"$cmake" -S "$stranger" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$stage" -DCMAKE_CXX_STANDARD=17 \
  -DCMAKE_BUILD_TYPE=Debug >"$work/configure.log" || { cat "$work/configure.log"; fail "configure"; }
"$cmake" --build "$work/build" >"$work/build.log" || { cat "$work/build.log"; fail "build"; }

symbols=$(nm -D --defined-only "$work/build/plugins/hello.so" | awk '$2 ~ /[A-Z]/ && $2 !~ /[WVu]/ {print $3}')
[[ $symbols == trimtab_plugin_entry ]] || fail "exported: $symbols"
cmp "$stranger/data/greeting.txt" "$work/build/plugins/hello/data/greeting.txt" || fail "the data file is not beside the plugin"

if "$cmake" --build "$work/build" --target plugin_leaning >"$work/leaning.log" 2>&1; then
  fail "a plugin with an undefined symbol was linked"
fi
grep -q 'undefined reference to .trimtab::inside_the_engine' "$work/leaning.log" || fail "refused for another reason"

shown=$(env -u TRIMTAB_PLUGIN_PATH "$stage/bin/trimtab" plugin list --plugin-dir "$work/build/plugins")
for plugin in mysql redis nfs airflow hello; do
  grep -q "\b$plugin\b" <<<"$shown" || fail "'plugin list' does not show $plugin: $shown"
done
grep -qF 1.2.3 <<<"$shown" || fail "'plugin list' does not show the version 1.2.3: $shown"
# The project of the plugin guide: it builds without warnings, its own test passes, and its stack is understood.
"$cmake" -S "$example" -B "$work/example" -G Ninja -DCMAKE_PREFIX_PATH="$stage" -DCMAKE_CXX_STANDARD=17 \
  -DCMAKE_CXX_FLAGS="${warnings[*]}" >"$work/example.log" || { cat "$work/example.log"; fail "configure the example"; }
"$cmake" --build "$work/example" >"$work/example.log" || { cat "$work/example.log"; fail "build the example"; }
"$work/example/website_test" || fail "the example's own test"
"$stage/bin/trimtab" validate -f "$example/stack.yaml" --plugin-dir "$work/example/plugins" >"$work/example.log" 2>&1 ||
  { cat "$work/example.log"; fail "the example's stack is refused"; }
echo "the package is enough for a plugin author"
