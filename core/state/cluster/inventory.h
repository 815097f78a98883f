#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/model/record.h"
#include "core/state/cluster/head.h"
#include "core/state/cluster/shelf.h"

namespace trimtab {

using Inventory = std::map<Id, Recorded>;

/// Objects, cut by the digests of their ids into texts of some hundred each: the same objects are the same texts.
[[nodiscard]] std::vector<std::string> bundles_of(const std::vector<const Object*>& objects);
/// In no particular order. Throws nlohmann's errors.
[[nodiscard]] std::vector<Object> objects_in(const std::string& bundle);

/// The inventory that a head names, without what an open run changed.
[[nodiscard]] Result<Inventory> read_inventory(const Head& head, Shelf& shelf);
void take_over(const std::map<Id, std::optional<Recorded>>& changed, Inventory& inventory);
/// Objects whose state is the revision's take over the rest of it: needs, summary, protect, …
void adopt_descriptions(const std::vector<Object>& revision, Inventory& inventory);
/// Puts it on the shelf and names it in the head.
[[nodiscard]] Status store_inventory(const Inventory& inventory, Shelf& shelf, const std::set<Stored>& there,
                                     Head& head);

}  // namespace trimtab
