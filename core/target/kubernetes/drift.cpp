#include "core/target/kubernetes/drift.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <variant>

#include "core/support/text.h"

namespace trimtab {
namespace {

/// What tells entries of a list apart, by the merge keys of the built-in kinds.
constexpr std::array<const char*, 6> list_keys{"name", "mountPath", "containerPort", "port", "ip", "key"};

std::optional<long double> quantity(const std::string& text) {
  char* end = nullptr;
  const long double number = std::strtold(text.c_str(), &end);
  const std::string unit(end);
  if (end == text.c_str() || !std::isfinite(number)) return std::nullopt;
  constexpr std::array<std::pair<const char*, long double>, 15> units{{{"", 1},
                                                                       {"n", 1e-9L},
                                                                       {"u", 1e-6L},
                                                                       {"m", 1e-3L},
                                                                       {"k", 1e3L},
                                                                       {"M", 1e6L},
                                                                       {"G", 1e9L},
                                                                       {"T", 1e12L},
                                                                       {"P", 1e15L},
                                                                       {"Ki", 1024.0L},
                                                                       {"Mi", 1048576.0L},
                                                                       {"Gi", 1073741824.0L},
                                                                       {"Ti", 1099511627776.0L},
                                                                       {"Pi", 1125899906842624.0L},
                                                                       {"Ei", 1152921504606846976.0L}}};
  for (const auto& [name, factor] : units) {
    if (unit == name) return number * factor;
  }
  return std::nullopt;
}

/// The server leaves out what is empty.
bool is_empty(const Value& value) {
  if (value.is_null()) return true;
  if (value.is_structured()) return value.empty();
  return value == false || value == Value("") || value == 0;
}

const char* key_of_entries(const Value& list) {
  for (const char* key : list_keys) {
    bool all = !list.empty();
    for (const Value& entry : list) all = all && entry.is_object() && entry.contains(key);
    if (all) return key;
  }
  return nullptr;
}

/// `name="main"`, or several of them with commas between.
const Value* entry_named(const Value& list, const std::string& keys) {
  for (const Value& entry : list) {
    bool all = list.is_array() && entry.is_object();
    for (const std::string& key : split(keys, ',')) {
      const std::size_t equals = key.find('=');
      if (!all || equals == std::string::npos) return nullptr;
      const Value wanted = Value::parse(key.substr(equals + 1), nullptr, false);
      all = entry.value(key.substr(0, equals), Value()) == wanted;
      if (!all) break;
    }
    if (all) return &entry;
  }
  return nullptr;
}

/// The way down to a value: its text is made only where something differs.
struct Trail {
  const Trail* above = nullptr;
  std::variant<std::string_view, std::size_t> key;

  [[nodiscard]] std::string pointer() const {
    if (above == nullptr) return {};
    return std::visit([this](auto last) { return pointer_to(above->pointer(), last); }, key);
  }
};

class Comparison {
 public:
  std::vector<Difference> differences;

  void compare(const Trail& at, const Value& wanted, const Value* live) {
    if (live == nullptr) {
      if (!is_empty(wanted)) differences.push_back({at.pointer(), wanted, nullptr, false});
    } else if (wanted.is_object() && live->is_object()) {
      for (auto member = wanted.begin(); member != wanted.end(); ++member) {
        const auto found = live->find(member.key());
        compare({&at, member.key()}, *member, found == live->end() ? nullptr : &*found);
      }
    } else if (wanted.is_array() && live->is_array()) {
      compare_lists(at, wanted, *live);
    } else if (!same(wanted, *live)) {
      differences.push_back({at.pointer(), wanted, *live, false});
    }
  }

 private:
  static bool same(const Value& wanted, const Value& live) {
    if (wanted == live) return true;
    return wanted.is_string() && live.is_string() &&
           same_quantity(wanted.get_ref<const std::string&>(), live.get_ref<const std::string&>());
  }

  void compare_lists(const Trail& at, const Value& wanted, const Value& live) {
    const char* key = key_of_entries(wanted);
    if (key == nullptr) {
      if (wanted != live) differences.push_back({at.pointer(), wanted, live, false});
      return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const Value* found = nullptr;
      for (const Value& entry : live) {
        const auto name = entry.is_object() ? entry.find(key) : entry.end();
        if (name != entry.end() && *name == wanted[i].at(key)) found = &entry;
      }
      compare({&at, i}, wanted[i], found);
    }
  }
};

}  // namespace

bool says(const Value& manifest, const std::string& field) {
  const Value* here = &manifest;
  std::size_t at = 0;
  while (at < field.size()) {
    if (field[at] == '[') {
      const std::size_t end = field.find(']', at);
      if (end == std::string::npos) return false;
      here = entry_named(*here, field.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      const std::size_t end = std::min(field.find_first_of(".[", at + 1), field.size());
      const std::string name = field.substr(at + 1, end - at - 1);
      const auto found = here->is_object() ? here->find(name) : here->end();
      here = here->is_object() && found != here->end() ? &*found : nullptr;
      at = end;
    }
    if (here == nullptr) return false;
  }
  return true;
}

bool same_quantity(const std::string& a, const std::string& b) {
  const auto first = quantity(a);
  const auto second = quantity(b);
  if (!first || !second) return false;
  return std::fabs(*first - *second) <= 1e-12L * std::fabs(*first);
}

bool is_less(const std::string& a, const std::string& b) {
  const auto first = quantity(a);
  const auto second = quantity(b);
  return first && second && *first < *second && !same_quantity(a, b);
}

std::vector<Difference> owned_drift(const Value& manifest, const Value& live) {
  Comparison comparison;
  comparison.compare({}, manifest, &live);
  return std::move(comparison.differences);
}

}  // namespace trimtab
