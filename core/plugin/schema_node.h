#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/value.h"
#include "core/plugin/pattern.h"

namespace trimtab {

/// The JSON types of draft-07 as a set.
enum SchemaType : unsigned {
  type_null = 1,
  type_boolean = 2,
  type_integer = 4,
  type_number = 8,  // any number, integers too
  type_string = 16,
  type_array = 32,
  type_object = 64,
};

struct SizeLimits {
  std::size_t least = 0;
  std::size_t most = static_cast<std::size_t>(-1);
};

/// One schema after its keywords were read once; nodes point to each other, so a shared definition is one node.
struct SchemaNode {
  bool never = false;  ///< the schema `false`
  unsigned types = 0;  ///< 0: any
  std::optional<Value> constant;
  std::vector<Value> choices;
  std::optional<double> minimum;
  std::optional<double> maximum;
  SizeLimits length;  ///< of a text, in code points
  std::optional<Pattern> pattern;
  const SchemaNode* items = nullptr;
  SizeLimits item_count;
  std::map<std::string, const SchemaNode*, std::less<>> properties;
  std::vector<std::string> required;
  const SchemaNode* additional = nullptr;
  const SchemaNode* names = nullptr;
  SizeLimits property_count;
  std::vector<const SchemaNode*> all_of;
  std::vector<const SchemaNode*> any_of;
  std::vector<const SchemaNode*> one_of;
  const SchemaNode* excluded = nullptr;
  const SchemaNode* condition = nullptr;
  const SchemaNode* consequence = nullptr;
  const SchemaNode* alternative = nullptr;
};

}  // namespace trimtab
