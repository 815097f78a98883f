#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

/// JSON's types as bits; none set means any.
namespace type {
inline constexpr std::uint8_t string = 1, integer = 2, number = 4, boolean = 8, object = 16, array = 32, null = 64;
inline constexpr std::uint8_t scalar = string | integer | number | boolean;
}  // namespace type

/// A JSON Schema made ready to guide the reading of a spec: which keys there are, which type a text takes, what the
/// x-trimtab marks say. It does not replace the check by the whole schema; it makes its messages exact.
struct Shape {
  enum class Others { allowed, shaped, forbidden };

  const Value* schema = nullptr;
  std::uint8_t types = 0;
  std::map<std::string, const Shape*, std::less<>> properties;
  Others others = Others::allowed;  ///< of keys that are not in `properties`
  const Shape* other = nullptr;     ///< their shape when `shaped`
  const Shape* items = nullptr;
  const Value* words = nullptr;     ///< the list of allowed values
  const Value* fallback = nullptr;  ///< the default
  std::optional<double> minimum, maximum;
  bool has_pattern = false;
  std::string claim;  ///< capability that is claimed here
  bool secret = false;
  bool path = false;
  bool duration = false;
  bool size = false;
  bool block = false;   ///< `local:` and `kubernetes:` may stand here and are inherited by what is below
  bool one_of = false;  ///< replaced whole when files are merged
  bool opaque = false;  ///< read by someone else
  /// The forms a value may take, each complete in itself; when there are any, one of them is used instead of this.
  std::vector<const Shape*> forms;

  [[nodiscard]] bool accepts(std::uint8_t type_bits) const { return types == 0 || (types & type_bits) != 0; }
  [[nodiscard]] const Shape* property(std::string_view key) const;
  /// Those of `properties`.
  [[nodiscard]] std::vector<std::string> keys() const;
};

/// What is known of a value when its form is chosen.
struct Likeness {
  std::uint8_t types = 0;  ///< all it could be
  std::string_view text;
  std::function<bool(std::string_view)> has_key;  ///< of a map
  std::size_t keys = 0;
};

/// The form that fits best, or the shape itself when it has no forms; null when no form accepts the type.
[[nodiscard]] const Shape* chosen_form(const Shape& shape, const Likeness& likeness);
[[nodiscard]] const Shape* chosen_form(const Shape& shape, const Value& value);

/// Owns the shapes of one schema. The schema must outlive it and stay where it is.
class ShapeSet {
 public:
  /// Fails when the schema refers to what it does not have, or nests without end.
  [[nodiscard]] Result<const Shape*> compile(const Value& schema);

 private:
  [[nodiscard]] Result<const Shape*> shape_of(const Value& schema);
  [[nodiscard]] Result<const Value*> resolved(const Value& schema) const;
  Status absorb(Shape& shape, const Value& written, int depth);
  Status absorb_members(Shape& shape, const Value& schema);
  Status add_forms(Shape& shape, const Value& base, const Value& written, int depth);

  const Value* root_ = nullptr;
  std::deque<Shape> shapes_;  // stable addresses
  std::map<const Value*, Shape*> known_;
};

/// "an integer or text"
[[nodiscard]] std::string types_text(std::uint8_t types);

}  // namespace trimtab
