"""The checks can fail: each case is a small tree with one bad line in it, and one that keeps the rules."""

import tempfile
import unittest
from pathlib import Path

import error_codes
import house_rules
import include_rule


def check(rule, files):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return list(rule.violations(root))


class IncludeRule(unittest.TestCase):
    def assert_found(self, file, line, why):
        found = check(include_rule, {file: f"#pragma once\n{line}\n", "plugins/redis/index.h": ""})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"{file}:2: "), found[0])
        self.assertIn(why, found[0])

    def assert_clean(self, file, line):
        found = check(include_rule, {file: f"{line}\n", "plugins/mysql/server.h": ""})
        self.assertEqual(found, [])

    def test_a_lower_layer_may_not_include_a_higher_one(self):
        self.assert_found("core/graph/order.cpp", '#include "core/yaml/document.h"', "graph may not include yaml")

    def test_apply_does_not_see_compile(self):
        self.assert_found("core/apply/executor.cpp", '#include "core/compile/expand.h"', "may not include compile")

    def test_the_longest_path_decides_the_layer(self):
        self.assert_found("core/state/store.cpp", '#include "core/state/sqlite/sqlite_store.h"', "state/sqlite")
        self.assert_clean("core/state/sqlite/sqlite_store.cpp", '#include "core/state/store.h"')

    def test_a_library_stays_in_its_home(self):
        self.assert_found("core/plan/diff.cpp", "#include <yaml-cpp/eventhandler.h>", "its home is yaml")
        self.assert_found("core/state/store.cpp", "#include <sqlite3.h>", "its home is state/sqlite")
        self.assert_found("core/cli/main.cpp", "#include <boost/dll/shared_library.hpp>", "its home is plugin")
        self.assert_found("core/spec/read.cpp", "#include <boost/graph/adjacency_list.hpp>", "its home is graph")
        self.assert_clean("core/http/client.cpp", "#include <httplib.h>")

    def test_a_library_without_a_home_is_refused(self):
        self.assert_found("core/http/client.cpp", "#include <curl/curl.h>", "no layer is the home")

    def test_the_engine_does_not_include_the_cpp_sdk(self):
        self.assert_found("core/plugin/loader.cpp", "#include <trimtab/plugin.hpp>", "C++ SDK")
        self.assert_found("core/apply/executor.cpp", "#include <trimtab/plugin.h>", "only plugin")
        self.assert_clean("core/plugin/loader.cpp", "#include <trimtab/plugin.h>")

    def test_includes_are_written_from_the_root(self):
        self.assert_found("core/graph/order.cpp", '#include "waves.h"', "from the repository root")

    def test_a_plugin_sees_the_sdk_and_itself_only(self):
        self.assert_found("plugins/mysql/mysql.cpp", '#include "core/model/id.h"', "files under plugins/mysql")
        self.assert_found("plugins/mysql/mysql.cpp", '#include "../redis/index.h"', "files under plugins/mysql")
        self.assert_found("plugins/mysql/mysql.cpp", "#include <fmt/format.h>", "nlohmann only")
        self.assert_clean("plugins/mysql/mysql.cpp", '#include "server.h"\n#include <string>\n#include <trimtab/plugin.hpp>')


class HouseRules(unittest.TestCase):
    def assert_found(self, text, why, file="core/plan/diff.h"):
        found = check(house_rules, {file: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(why, found[0])

    def test_a_file_has_at_most_500_lines(self):
        self.assert_found("#pragma once\n" + "int x();\n" * 500, "501 lines")

    def test_nothing_is_marked_for_later(self):
        self.assert_found("#pragma once\n// TO" + "DO: rest\n", "a mark for later")

    def test_a_type_is_named_by_what_it_is(self):
        self.assert_found("#pragma once\nclass PlanManager {\n};\n", "PlanManager")
        self.assert_found("#pragma once\nstruct InfoRow final {\n};\n", "InfoRow")
        self.assertEqual(check(house_rules, {"core/plan/a.h": "#pragma once\nstruct Information {};\n"}), [])

    def test_a_line_has_at_most_120_columns(self):
        self.assert_found("#pragma once\n//" + "x" * 119 + "\n", "121 columns")

    def test_a_header_is_guarded(self):
        self.assert_found("int x();\n", "#pragma once")

    def test_a_source_is_built(self):
        files = {"core/plan/diff.cpp": "int x;\n", "core/plan/CMakeLists.txt": "trimtab_layer(SOURCES old_diff.cpp)\n"}
        self.assertIn("no CMakeLists.txt names it", check(house_rules, files)[0])
        files["core/plan/CMakeLists.txt"] = "trimtab_layer(NAME plan\n  SOURCES diff.cpp)\n"
        self.assertEqual(check(house_rules, files), [])


class ErrorCodes(unittest.TestCase):
    def found(self, *rows, code="E0105"):
        page = "\n".join(["## E01: the text of a spec", "| code | means | what to do |", "|---|---|---|", *rows])
        source = f'auto error = fail(Errc::invalid, "{code}", "not YAML");\n'
        return check(error_codes, {"docs/errors.md": page, "core/spec/yaml.cpp": source})

    def test_a_page_with_all_codes_is_fine(self):
        self.assertEqual(self.found("| E0105 | not YAML | mend it |"), [])

    def test_a_code_that_is_missing_on_the_page_is_named_with_its_place(self):
        self.assertEqual(self.found(), ["core/spec/yaml.cpp:1: E0105 is not in docs/errors.md"])

    def test_a_code_that_no_source_has_is_named(self):
        found = self.found("| E0105 | not YAML | mend it |", "| E0199 | old | nothing |")
        self.assertEqual(found, ["docs/errors.md:5: E0199 is not in the sources"])

    def test_a_code_stands_once_in_its_family_with_a_remedy(self):
        row = "| E0105 | not YAML | mend it |"
        self.assertEqual(self.found(row, row), ["docs/errors.md:5: E0105 stands in line 4 too"])
        self.assertIn("is not of the family E01", self.found(row.replace("E0105", "E0205"), code="E0205")[0])
        self.assertIn("neither", self.found("| E0105 | not YAML |  |")[0])


if __name__ == "__main__":
    unittest.main()
