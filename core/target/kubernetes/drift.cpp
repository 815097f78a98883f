#include "core/target/kubernetes/drift.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

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
  return value == false || value == "" || value == 0;
}

const char* key_of_entries(const Value& list) {
  for (const char* key : list_keys) {
    bool all = !list.empty();
    for (const Value& entry : list) all = all && entry.is_object() && entry.contains(key);
    if (all) return key;
  }
  return nullptr;
}

class Comparison {
 public:
  std::vector<Difference> differences;

  void compare(const std::string& path, const Value& wanted, const Value* live) {
    if (live == nullptr) {
      if (!is_empty(wanted)) differences.push_back({path, wanted, nullptr, false});
    } else if (wanted.is_object() && live->is_object()) {
      for (const auto& [key, value] : wanted.items()) {
        const auto found = live->find(key);
        compare(pointer_to(path, key), value, found == live->end() ? nullptr : &*found);
      }
    } else if (wanted.is_array() && live->is_array()) {
      compare_lists(path, wanted, *live);
    } else if (!same(wanted, *live)) {
      differences.push_back({path, wanted, *live, false});
    }
  }

 private:
  static bool same(const Value& wanted, const Value& live) {
    if (wanted == live) return true;
    return wanted.is_string() && live.is_string() &&
           same_quantity(wanted.get_ref<const std::string&>(), live.get_ref<const std::string&>());
  }

  void compare_lists(const std::string& path, const Value& wanted, const Value& live) {
    const char* key = key_of_entries(wanted);
    if (key == nullptr) {
      if (wanted != live) differences.push_back({path, wanted, live, false});
      return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const Value* found = nullptr;
      for (const Value& entry : live) {
        if (entry.is_object() && entry.value(key, Value()) == wanted[i].at(key)) found = &entry;
      }
      compare(pointer_to(path, i), wanted[i], found);
    }
  }
};

}  // namespace

bool same_quantity(const std::string& a, const std::string& b) {
  const auto first = quantity(a);
  const auto second = quantity(b);
  if (!first || !second) return false;
  return std::fabs(*first - *second) <= 1e-12L * std::fabs(*first);
}

std::vector<Difference> owned_drift(const Value& manifest, const Value& live) {
  Comparison comparison;
  comparison.compare("", manifest, &live);
  return std::move(comparison.differences);
}

}  // namespace trimtab
