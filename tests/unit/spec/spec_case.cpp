#include "tests/unit/spec/spec_case.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/spec/load.h"
#include "core/support/text.h"
#include "tests/unit/spec/example_kinds.h"

namespace trimtab::test {

SpecCase& SpecCase::file(std::string name, const std::string& text) {
  other_file(name, text);
  files_.push_back(std::move(name));
  return *this;
}

SpecCase& SpecCase::set(std::string argument) {
  sets_.push_back(std::move(argument));
  return *this;
}

SpecCase& SpecCase::variable(std::string name, std::string value) {
  variables_[std::move(name)] = std::move(value);
  return *this;
}

SpecCase& SpecCase::other_file(const std::string& name, const std::string& text) {
  write_file(directory_->path() / name, text);
  return *this;
}

SpecCase& SpecCase::kind(Kind kind) {
  kinds_.push_back(std::move(kind));
  return *this;
}

Result<Stack> SpecCase::load() const {
  const auto disk = make_system_disk();
  KindSchemas kinds(kinds_);
  return load_stack(LoadRequest{files_, sets_, *disk, directory_->path(), variables_, {}}, kinds);
}

std::string SpecCase::messages() const {
  const auto stack = load();
  if (stack) return "ok";
  std::string text;
  for (const Diagnostic& diagnostic : stack.error().diagnostics) text += to_text(diagnostic) + "\n";
  for (std::size_t at = text.find(directory()); at != std::string::npos; at = text.find(directory()))
    text.replace(at, directory().size(), "DIR");
  return text;
}

std::string to_text(const Diagnostic& diagnostic) {
  std::string text;
  if (diagnostic.at) text = fmt::format("{}:{}:{} ", diagnostic.at->file, diagnostic.at->line, diagnostic.at->column);
  text += diagnostic.code + " " + diagnostic.what;
  if (!diagnostic.label.empty()) text += " | " + diagnostic.label;
  for (const std::string& why : diagnostic.why) text += " | why: " + why;
  if (!diagnostic.next.empty()) text += " | next: " + diagnostic.next;
  return text;
}

std::string with_components(const std::string& components) {
  std::string text =
      "apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: demo}\nspec:\n  target: {local: {}}\n  components:\n";
  for (const std::string& line : split(components, '\n')) text += line.empty() ? "\n" : "    " + line + "\n";
  return text;
}

const Component* component_of(const Stack& stack, std::string_view name) {
  const auto found = std::ranges::find(stack.components, name, &Component::name);
  return found == stack.components.end() ? nullptr : &*found;
}

std::string messages_of(const std::string& text) { return SpecCase().file("s.yaml", text).messages(); }

}  // namespace trimtab::test
