#include "core/model/id.h"

namespace trimtab {

Id::Id(std::string_view component, std::string_view type, std::string_view name, std::string_view part) {
  text_.reserve(component.size() + type.size() + name.size() + part.size() + 3);
  text_.append(component).append("/").append(type).append("/").append(name);
  if (!part.empty()) text_.append("/").append(part);
}

std::optional<Id> Id::parse(std::string_view text) {
  int steps = 1;
  char before = '/';
  for (const char c : text) {
    if (c == '/') {
      if (before == '/') return std::nullopt;
      ++steps;
    }
    before = c;
  }
  if (before == '/' || steps < 3 || steps > 4) return std::nullopt;
  Id id;
  id.text_ = text;
  return id;
}

std::string_view Id::part() const { return step(3); }

Id Id::resource() const {
  const std::string_view last = part();
  if (last.empty()) return *this;
  Id id;
  id.text_ = text_.substr(0, text_.size() - last.size() - 1);
  return id;
}

std::string_view Id::step(int number) const {
  std::string_view rest = text_;
  for (; number > 0; --number) {
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
  return rest.substr(0, rest.find('/'));
}

}  // namespace trimtab
