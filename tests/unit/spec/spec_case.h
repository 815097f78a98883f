#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/model/stack.h"
#include "core/support/error.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/spec/example_kinds.h"

namespace trimtab::test {

/// Files with their text, in the order in which they are merged, in a directory of their own.
class SpecCase {
 public:
  SpecCase& file(std::string name, const std::string& text);
  SpecCase& set(std::string argument);
  SpecCase& variable(std::string name, std::string value);
  /// A file that is there but not part of the spec.
  SpecCase& other_file(const std::string& name, const std::string& text);

  /// One that is at hand besides those of the examples.
  SpecCase& kind(Kind kind);

  [[nodiscard]] Result<Stack> load() const;
  /// "ok", or every message: `file:line:col E0112 what | label | why | next`, one a line. Empty parts are left out.
  [[nodiscard]] std::string messages() const;
  /// Where the files are: absolute paths in values begin with it.
  [[nodiscard]] std::string directory() const { return directory_->path().string(); }

 private:
  std::shared_ptr<TemporaryDirectory> directory_ = std::make_shared<TemporaryDirectory>();
  std::vector<std::string> files_;
  std::vector<std::string> sets_;
  std::map<std::string, std::string> variables_;
  std::vector<Kind> kinds_ = example_kinds();
};

[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);

/// A whole spec whose `components` is the text given, each line indented by four.
[[nodiscard]] std::string with_components(const std::string& components);

/// Null when the stack has no component of that name.
[[nodiscard]] const Component* component_of(const Stack& stack, std::string_view name);

/// The messages of one file, named s.yaml.
[[nodiscard]] std::string messages_of(const std::string& text);

}  // namespace trimtab::test
