#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/model/plan.h"

namespace trimtab {

/// One line of a shown plan: what happens to one resource, with what belongs to it.
struct Row {
  std::string component;
  std::string name;  ///< "type/name"
  std::string mark;  ///< + ~ -/+ - > =
  std::string text;
  Undo undo = Undo::restorable;
  std::vector<std::string> details;
};

/// The changes of a plan, gathered by resource, in the order in which they come up. Each is described once.
class Rows {
 public:
  explicit Rows(const Plan& plan);

  [[nodiscard]] std::vector<Row> make() const;

 private:
  /// Changes of one resource, as indices.
  using Group = std::vector<std::uint32_t>;

  [[nodiscard]] std::vector<Group> groups() const;
  [[nodiscard]] Row row(const Group& group) const;
  [[nodiscard]] std::string headline(const Group& group) const;
  [[nodiscard]] bool are_copies(const Group& group) const;
  [[nodiscard]] std::string made(const Group& group) const;
  [[nodiscard]] std::string waited_for(const Group& group) const;
  /// Parts of the same resource stay as they are.
  [[nodiscard]] bool is_partial(const Group& group) const;
  void add_details(const Group& group, Row& row) const;
  void add_task_lines(const Group& group, Row& row) const;
  [[nodiscard]] const Object* object(const Id& id) const;

  const Plan& plan_;
  std::unordered_map<std::string_view, const Object*> objects_;
  std::unordered_map<std::string_view, std::size_t> parts_;  ///< wanted objects per resource that has parts
};

}  // namespace trimtab
