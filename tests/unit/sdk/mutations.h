#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

/// Calls `visit` with the value changed at one place, for every place and every kind of change: a member removed, an
/// unknown one added, a value of each other type, an empty one, an extreme one. `what` says which.
void for_each_mutation(const nlohmann::json& value,
                       const std::function<void(const nlohmann::json& changed, const std::string& what)>& visit);
