#pragma once

#include <nlohmann/json.hpp>

// Compiled once, in json.cpp: without this line every source that touches a value compiles its members anew, which is
// most of what such a source costs to compile and to link.
extern template class nlohmann::basic_json<>;
