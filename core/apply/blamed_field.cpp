#include "core/apply/blamed_field.h"

#include <algorithm>
#include <vector>

#include "core/support/text.h"

namespace trimtab {
namespace {

using Names = std::vector<std::string>;

/// Of `.spec.containers[name="a"].limits[cpu]`: spec, containers, limits, cpu. Which entry of a list it is says
/// nothing: ours stand among those of the user.
Names names_in_field(std::string_view field) {
  Names names;
  while (!field.empty()) {
    const std::size_t end = std::min(field.find_first_of(".[]"), field.size());
    const std::string_view name = field.substr(0, end);
    if (!digits_only(name) && !name.contains('=')) names.emplace_back(name);
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return names;
}

/// The end of a path in the spec that stands in the field, as near to the field's own end as there is one.
struct Match {
  std::size_t end = 0;
  std::size_t length = 0;

  auto operator<=>(const Match&) const = default;
};

Match match(const Names& path, const Names& field) {
  Match best;
  for (std::size_t end = field.size(); end > 0 && best.length == 0; --end) {
    std::size_t length = 0;
    while (length < std::min(end, path.size()) && path[path.size() - 1 - length] == field[end - 1 - length]) ++length;
    // One word alone may be any; right below a block it is the pod's own.
    const bool own = length == 1 && path.size() > 1 && path[path.size() - 2] == "kubernetes";
    if (length > 1 || own) best = {end, length};
  }
  return best;
}

class Search {
 public:
  Search(const Names& field, std::string_view from) : field_(field), from_(from) {}

  void look(const Value& value, const std::string& pointer, bool inside) {
    inside = inside || is_block(pointer) || (!from_.empty() && pointer == from_);
    if (inside) consider(pointer);
    for (const auto& [key, member] : value.items()) {
      const std::string deeper = pointer_to(pointer, key);
      const bool named = value.is_object();
      if (named) path_.push_back(key);
      if (member.is_structured() || inside) look_into(member, deeper, inside);
      if (named) path_.pop_back();
    }
  }

  [[nodiscard]] std::optional<std::string> found() const {
    return best_.length == 0 ? std::nullopt : std::optional(pointer_);
  }

 private:
  void look_into(const Value& value, const std::string& pointer, bool inside) {
    if (value.is_structured()) return look(value, pointer, inside);
    consider(pointer);
  }

  /// That of the object itself, or one further out; another role's says nothing of it.
  [[nodiscard]] bool is_block(std::string_view pointer) const {
    constexpr std::string_view block = "/kubernetes";
    if (!pointer.ends_with(block)) return false;
    pointer.remove_suffix(block.size());
    return from_ == pointer || from_.starts_with(std::string(pointer) + "/");
  }

  void consider(const std::string& pointer) {
    const Match here = match(path_, field_);
    const bool nearer = here == best_ && pointer.starts_with(from_) && !pointer_.starts_with(from_);
    if (here.length == 0 || (here <= best_ && !nearer)) return;
    best_ = here;
    pointer_ = pointer;
  }

  const Names& field_;
  std::string from_;
  Names path_;
  Match best_;
  std::string pointer_;
};

}  // namespace

std::optional<std::string> blamed_field(const Value& spec, std::string_view from, std::string_view field) {
  const Names names = names_in_field(field);
  Search search(names, from);
  if (!names.empty() && spec.is_object()) search.look(spec, {}, false);
  return search.found();
}

}  // namespace trimtab
