#pragma once

/// Codes of the messages about YAML. A code never changes its meaning; docs/errors.md explains all of them.
namespace trimtab::code {

inline constexpr const char* unreadable = "E0101";     ///< a file cannot be read
inline constexpr const char* too_large = "E0102";      ///< past a budget: bytes, depth, nodes, length of a text
inline constexpr const char* encoding = "E0103";       ///< not UTF-8
inline constexpr const char* control = "E0104";        ///< a control character
inline constexpr const char* syntax = "E0105";         ///< not YAML
inline constexpr const char* documents = "E0106";      ///< no document, or more than one in a file
inline constexpr const char* alias = "E0107";          ///< an alias inside its own anchor, or the merge key `<<`
inline constexpr const char* duplicate_key = "E0108";  ///< a key stands twice in one map
inline constexpr const char* key_not_text = "E0109";   ///< a key that is a list, a map or empty
inline constexpr const char* tag = "E0110";        ///< a tag outside YAML's core schema, or one its value does not fit
inline constexpr const char* ambiguous = "E0111";  ///< an unquoted text that YAML 1.1 and 1.2 read differently

}  // namespace trimtab::code
