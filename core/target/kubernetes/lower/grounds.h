#pragma once

#include <vector>

#include "core/model/object.h"

namespace trimtab {

/// What an object stands on: the definition of its kind, and the namespace it lives in. Where the stack brings them
/// itself, they are added to the object's needs: the server refuses what comes before its ground, and takes away with a
/// ground whatever still stands on it. Nobody would write these needs, because no text refers to a ground.
///
/// A namespace that itself needs something is passed over: that may well live in it. It is made by whoever comes first.
void add_grounds(std::vector<Object>& objects);

}  // namespace trimtab
