#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

/// Messages made by the SDK alone, rich enough that every member of every schema occurs. Declared without any type of
/// the SDK: the engine's and the SDK's types of one name never meet in one source file.
namespace samples {

/// Replies by the name of their schema.
[[nodiscard]] std::map<std::string, nlohmann::json> replies();
/// Requests by the name of their schema, as testing.hpp makes them.
[[nodiscard]] std::map<std::string, nlohmann::json> requests();

}  // namespace samples
