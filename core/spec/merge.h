#pragma once

#include <span>
#include <string_view>

#include "core/spec/envelope.h"
#include "core/spec/kind_schema.h"
#include "core/spec/set_path.h"
#include "core/yaml/document.h"
#include "core/yaml/findings.h"

namespace trimtab {

/// Puts one tree of a document over another. Maps merge deeply; scalars, lists and one-of maps are replaced whole; null
/// stays as null, which later restores a default or removes a component; another type of node is an error with both
/// positions. Trees are changed in place, and every value keeps the position it came from.
class Merger {
 public:
  Merger(Document& document, KindSchemas& kinds, const Envelope& envelope, Findings& findings)
      : document_(document), kinds_(kinds), envelope_(envelope), findings_(findings) {}

  /// The root of the merged tree.
  [[nodiscard]] NodeIndex merge(NodeIndex base, NodeIndex over);
  /// The same for one value at a path; maps on the way are made where they are missing.
  [[nodiscard]] NodeIndex set(NodeIndex root, std::span<const SetStep> path, NodeIndex value);

 private:
  /// Which schema speaks about a node; the engine's and the kinds' meet in `components` and `defaults.kinds`.
  struct Guide {
    enum class Where { root, spec, components, component, defaults, kinds, inside };
    Where where = Where::root;
    const Shape* shape = nullptr;
  };

  [[nodiscard]] Guide root_guide() const { return {Guide::Where::root, &envelope_.stack->shape()}; }
  [[nodiscard]] Guide guide_to(const Guide& guide, NodeIndex base, NodeIndex over, std::string_view key) const;
  [[nodiscard]] const Shape* kind_shape(std::string_view name) const;
  [[nodiscard]] NodeIndex merged(NodeIndex base, NodeIndex over, const Guide& guide);
  void merge_maps(NodeIndex base, NodeIndex over, const Guide& guide);
  [[nodiscard]] NodeIndex put(NodeIndex current, std::span<const SetStep> path, NodeIndex value, const Guide& guide);
  [[nodiscard]] NodeIndex put_key(NodeIndex current, std::span<const SetStep> path, NodeIndex value,
                                  const Guide& guide);
  [[nodiscard]] NodeIndex put_index(NodeIndex current, std::span<const SetStep> path, NodeIndex value,
                                    const Guide& guide);
  void report_type(NodeIndex base, NodeIndex over);
  void refuse(const SetStep& step, NodeIndex value, std::string what);
  [[nodiscard]] std::vector<NodeIndex> children_of(NodeIndex parent) const;
  void relink(NodeIndex parent, std::span<const NodeIndex> nodes);

  Document& document_;
  KindSchemas& kinds_;
  const Envelope& envelope_;
  Findings& findings_;
};

}  // namespace trimtab
