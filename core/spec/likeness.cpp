#include "core/spec/likeness.h"

#include "core/yaml/scalar.h"

namespace trimtab {

Likeness likeness_of(const Document& document, NodeIndex node) {
  Likeness likeness;
  switch (document.kind(node)) {
    case NodeKind::null:
      likeness.types = type::null;
      break;
    case NodeKind::sequence:
      likeness.types = type::array;
      break;
    case NodeKind::map:
      likeness.types = type::object;
      likeness.has_key = [&document, node](std::string_view key) { return document.find(node, key) != no_node; };
      likeness.keys = document.count(node);
      break;
    case NodeKind::scalar:
      likeness.text = document.text(node);
      likeness.types = type::string;
      if (document.node(node).quoted) break;
      const Plain plain = read_plain(likeness.text).type;
      if (plain == Plain::integer) likeness.types |= type::integer | type::number;
      if (plain == Plain::number) likeness.types |= type::number;
      if (plain == Plain::boolean) likeness.types |= type::boolean;
      break;
  }
  return likeness;
}

}  // namespace trimtab
