#pragma once

/// Codes of the messages about a spec. A code never changes its meaning; docs/errors.md explains all of them.
namespace trimtab::code {

// E01: the text of a spec; those of YAML itself are in core/yaml/codes.h.
inline constexpr const char* unknown_key = "E0112";  ///< a key that the schema does not know
inline constexpr const char* wrong_type = "E0113";   ///< text where a number is wanted, a list where a map is wanted, …
inline constexpr const char* wrong_value = "E0114";  ///< of the right type, yet outside what the schema allows
inline constexpr const char* missing = "E0115";      ///< a required key is not there
inline constexpr const char* changed_type = "E0116";  ///< a later file turns a map into a list, a list into a text, …
inline constexpr const char* set_path = "E0117";      ///< a `--set` that cannot be understood or applied
inline constexpr const char* name = "E0118";          ///< not a DNS label of at most 30 characters
inline constexpr const char* reference = "E0119";     ///< a `${…}` that cannot be understood or resolved
inline constexpr const char* secret = "E0120";  ///< a secret that is a literal, or from a place this target has not

// E025: kinds. E0201 to E0249 are about loading plugins and talking to them.
inline constexpr const char* unknown_kind = "E0250";    ///< no plugin offers the kind
inline constexpr const char* ambiguous_kind = "E0251";  ///< several plugins offer it
inline constexpr const char* kind_schema = "E0252";     ///< a plugin describes a kind with a schema that cannot be used

// E03: claims and references between components.
inline constexpr const char* unknown_component = "E0301";  ///< a component that the stack does not have
inline constexpr const char* not_offered = "E0302";        ///< a component that does not offer what is claimed of it
inline constexpr const char* claim_parameter = "E0303";    ///< a parameter the claimed component does not accept
inline constexpr const char* unclaimed = "E0304";          ///< a required claim names no component
inline constexpr const char* unknown_output = "E0305";     ///< an output that the component does not have

}  // namespace trimtab::code
