#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Everything an author uses is in namespace trimtab. The inline namespace keeps a program that holds both an engine
/// and a plugin's sources (a test, say) from mixing up two types of one name.
namespace trimtab {
inline namespace sdk_v1 {

/// Any JSON value. Keys are sorted, so equal values are equal bytes.
using Json = nlohmann::json;

/// Reads a JSON value by path, "storage/size" or "/storage/size" (a JSON pointer). The engine has checked a component's
/// spec by its schema and filled in the defaults, so what the schema promises is there; what is not there and has no
/// fallback throws std::out_of_range, which reaches the user as an error of this component.
class View {
 public:
  explicit View(Json value) : value_(std::move(value)) {}

  [[nodiscard]] const Json& json() const& { return value_; }
  [[nodiscard]] Json json() && { return std::move(value_); }

  /// False for what is absent or null.
  [[nodiscard]] bool has(std::string_view path) const { return find(path) != nullptr; }

  [[nodiscard]] const Json& at(std::string_view path) const {
    if (const Json* found = find(path)) return *found;
    throw std::out_of_range("nothing at " + pointer(path).to_string());
  }

  /// An absent part is an empty view.
  [[nodiscard]] View part(std::string_view path) const {
    const Json* found = find(path);
    return View(found != nullptr ? *found : Json::object());
  }

  [[nodiscard]] std::string text(std::string_view path) const { return get<std::string>(path, at(path)); }
  [[nodiscard]] std::string text(std::string_view path, const std::string& fallback) const {
    const Json* found = find(path);
    return found != nullptr ? get<std::string>(path, *found) : fallback;
  }
  [[nodiscard]] std::int64_t integer(std::string_view path) const { return get<std::int64_t>(path, at(path)); }
  [[nodiscard]] std::int64_t integer(std::string_view path, std::int64_t fallback) const {
    const Json* found = find(path);
    return found != nullptr ? get<std::int64_t>(path, *found) : fallback;
  }
  [[nodiscard]] bool boolean(std::string_view path, bool fallback = false) const {
    const Json* found = find(path);
    return found != nullptr ? get<bool>(path, *found) : fallback;
  }
  /// A list of texts; an absent one is empty.
  [[nodiscard]] std::vector<std::string> texts(std::string_view path) const {
    const Json* found = find(path);
    return found != nullptr ? get<std::vector<std::string>>(path, *found) : std::vector<std::string>{};
  }

 private:
  static Json::json_pointer pointer(std::string_view path) {
    if (path.empty() || path.front() == '/') return Json::json_pointer(std::string(path));
    return Json::json_pointer("/" + std::string(path));
  }

  const Json* find(std::string_view path) const {
    if (path.find('~') != std::string_view::npos) return find(pointer(path));
    const Json* found = &value_;
    std::string_view rest = path.substr(!path.empty() && path.front() == '/' ? 1 : 0);
    for (bool more = !path.empty(); more;) {
      if (!found->is_object()) return find(pointer(path));
      const std::size_t slash = rest.find('/');
      const auto member = found->find(std::string(rest.substr(0, slash)));
      if (member == found->end()) return nullptr;
      found = &*member;
      more = slash != std::string_view::npos;
      if (more) rest.remove_prefix(slash + 1);
    }
    return found->is_null() ? nullptr : found;
  }

  /// For what is more than names of members: a place in a list, an escaped name.
  const Json* find(const Json::json_pointer& where) const {
    if (!value_.contains(where)) return nullptr;
    const Json& found = value_.at(where);
    return found.is_null() ? nullptr : &found;
  }

  template <class T>
  static T get(std::string_view path, const Json& value) {
    try {
      return value.get<T>();
    } catch (const Json::exception&) {
      throw std::invalid_argument("unexpected type of value at " + pointer(path).to_string() + ": " + value.dump());
    }
  }

  Json value_;
};

/// Whole seconds of a duration the engine has checked ("90s", "10m", "2h", "14d", "250ms"), at least 1.
inline std::int64_t seconds_of(const std::string& duration) {
  std::size_t digits = 0;
  const std::int64_t number = std::stoll(duration, &digits);
  const std::string unit = duration.substr(digits);
  const std::int64_t factor = unit == "d" ? 86400 : unit == "h" ? 3600 : unit == "m" ? 60 : 1;
  const std::int64_t seconds = unit == "ms" ? number / 1000 : number * factor;
  return seconds > 0 ? seconds : 1;
}

}  // namespace sdk_v1
}  // namespace trimtab
