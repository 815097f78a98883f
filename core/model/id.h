#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace trimtab {

/// Names a resource, "component/type/name", or an object of it, "component/type/name/part".
/// A resource's id stands for all its objects wherever something is needed: it is the one virtual node between them.
class Id {
 public:
  Id() = default;
  Id(std::string_view component, std::string_view type, std::string_view name, std::string_view part = {});
  /// All objects of a component, for `needs` only: "db/component/all". Nothing else may have the type "component".
  [[nodiscard]] static Id whole(std::string_view component) { return {component, "component", "all"}; }
  /// Three or four non-empty steps, else nothing.
  [[nodiscard]] static std::optional<Id> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view component() const { return step(0); }
  [[nodiscard]] std::string_view type() const { return step(1); }
  [[nodiscard]] std::string_view name() const { return step(2); }
  /// Empty for a resource, and for the only object of a resource that never has two.
  [[nodiscard]] std::string_view part() const;
  [[nodiscard]] Id resource() const;
  [[nodiscard]] bool is_whole() const { return type() == "component"; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  auto operator<=>(const Id&) const = default;
  bool operator==(const Id&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Id& id) { return out << id.text_; }

 private:
  [[nodiscard]] std::string_view step(int number) const;
  std::string text_;
};

}  // namespace trimtab

template <>
struct std::hash<trimtab::Id> {
  std::size_t operator()(const trimtab::Id& id) const noexcept { return std::hash<std::string>{}(id.text()); }
};
