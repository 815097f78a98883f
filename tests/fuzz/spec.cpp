#include "core/spec/load.h"
#include "core/spec/show.h"
#include "core/support/system_disk.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/target.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/spec/example_kinds.h"

namespace trimtab::fuzz {
namespace {

Result<Stack> loaded(const std::string& text) {
  static const test::TemporaryDirectory directory;
  static const auto disk = make_system_disk();
  static KindSchemas kinds(test::example_kinds());
  test::write_file(directory / "spec.yaml", text);
  return load_stack(LoadRequest{{"spec.yaml"}, {}, *disk, directory.path(), {{"HOME", "/nowhere"}}, {}}, kinds);
}

}  // namespace

void read_spec(std::string_view input) {
  const auto stack = loaded(std::string(input));
  if (!stack) return promise_readable(stack.error());
  const std::string text = to_yaml(shown(*stack));
  const auto again = loaded(text);
  if (!again) {
    promise_readable(again.error());
    return promise(false, "what validate --show prints is a spec: " + again.error().message() + "\n" + text);
  }
  promise(to_yaml(shown(*again)) == text, "what validate --show prints means the same:\n" + text);
}

}  // namespace trimtab::fuzz
