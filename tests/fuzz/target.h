#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trimtab::fuzz {

/// One way by which bytes that somebody else wrote come in. `read` takes any bytes: it returns, or ends the process
/// when what it reads breaks a promise.
struct Target {
  const char* name;  ///< of its folders under seeds/ and found/
  void (*read)(std::string_view input);
};

void read_spec(std::string_view input);         ///< YAML, to the stack and back
void read_saved_plan(std::string_view input);   ///< what `plan --out` wrote
void read_reply(std::string_view input);        ///< JSON of a plugin; its first line names the message
void read_kube_config(std::string_view input);  ///< a kubeconfig file
void read_http_answer(std::string_view input);  ///< all bytes that a server sends, and what we make of its JSON

inline constexpr Target targets[] = {{"spec", read_spec},
                                     {"saved_plan", read_saved_plan},
                                     {"reply", read_reply},
                                     {"kube_config", read_kube_config},
                                     {"http_answer", read_http_answer}};

}  // namespace trimtab::fuzz
