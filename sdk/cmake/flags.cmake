# One INTERFACE target a kind of source: mnet_cxx_flags for ours, mnet_third_party_flags for the
# rest.
add_library(mnet_common_flags INTERFACE)
target_compile_options(mnet_common_flags INTERFACE
  $<$<COMPILE_LANGUAGE:C,CXX>:-O2 -g -ffunction-sections -fdata-sections>
  $<$<COMPILE_LANGUAGE:C,CXX>:-fno-strict-aliasing -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=>
  $<$<COMPILE_LANGUAGE:C,CXX>:-ffile-prefix-map=${MNET_LWIP_DIR}=lwip>
  $<$<COMPILE_LANGUAGE:ASM_NASM>:-w+all -Werror>)

add_library(mnet_cxx_flags INTERFACE)
target_link_libraries(mnet_cxx_flags INTERFACE mnet_common_flags)
target_compile_features(mnet_cxx_flags INTERFACE cxx_std_20)
target_compile_options(mnet_cxx_flags INTERFACE
  $<$<COMPILE_LANGUAGE:C,CXX>:-Wall -Wextra -Werror -Wvla>
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti -fno-threadsafe-statics>)

# Third-party code: found headers are our freestanding shims only, and its warnings are its own.
add_library(mnet_third_party_flags INTERFACE)
target_link_libraries(mnet_third_party_flags INTERFACE mnet_common_flags)
target_compile_options(mnet_third_party_flags INTERFACE $<$<COMPILE_LANGUAGE:C>:-w>)

if(MNET_FLAVOUR STREQUAL "host")
  set(CMAKE_ASM_NASM_OBJECT_FORMAT elf64)
  option(MNET_SANITIZE "Build the host flavour under ASan and UBSan" ON)
  if(MNET_SANITIZE)
    # Alignment: lwIP and wire formats are read with plain loads, which x86 allows.
    set(sanitizers -fsanitize=address,undefined -fno-sanitize=alignment -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    add_compile_options("$<$<COMPILE_LANGUAGE:C,CXX>:${sanitizers}>")
    add_link_options(${sanitizers})
  endif()
else()
  # No SIMD or x87: the caller's interrupt handlers may not save them. No red zone: exceptions
  # arrive on this stack. With clang, -mgeneral-regs-only takes types away of which the C++ headers
  # declare functions.
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    set(general_registers -mno-mmx -mno-sse -mno-avx)
  else()
    set(general_registers -mgeneral-regs-only)
  endif()
  target_compile_options(mnet_common_flags INTERFACE
    "$<$<COMPILE_LANGUAGE:C,CXX>:-ffreestanding;${general_registers};-mno-red-zone>"
    $<$<COMPILE_LANGUAGE:C,CXX>:-fno-stack-protector -fno-asynchronous-unwind-tables -fno-ident>
    $<$<COMPILE_LANGUAGE:C,CXX>:-fcf-protection=none>)
  target_compile_options(mnet_third_party_flags INTERFACE
    $<$<COMPILE_LANGUAGE:C>:-nostdinc>)
  target_include_directories(mnet_third_party_flags SYSTEM INTERFACE
    ${PROJECT_SOURCE_DIR}/sdk/freestanding/include)
  if(MNET_FLAVOUR STREQUAL "elf")
    target_compile_options(mnet_common_flags INTERFACE
      $<$<COMPILE_LANGUAGE:C,CXX>:-fPIE>
      "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-include ${PROJECT_SOURCE_DIR}/sdk/freestanding/hidden.h>")
    # Third-party sources look for an operating system by these.
    target_compile_options(mnet_third_party_flags INTERFACE
      $<$<COMPILE_LANGUAGE:C>:-U__unix__ -U__unix -Uunix -U__linux__ -U__linux -Ulinux>
      $<$<COMPILE_LANGUAGE:C>:-U__gnu_linux__>)
  else()
    target_compile_options(mnet_common_flags INTERFACE
      $<$<COMPILE_LANGUAGE:C,CXX>:-mno-stack-arg-probe>)
    target_compile_options(mnet_third_party_flags INTERFACE
      $<$<COMPILE_LANGUAGE:C>:-U_WIN32 -U_WIN64 -UWIN32 -UWIN64 -U__WIN32 -U__WIN64>
      $<$<COMPILE_LANGUAGE:C>:-U__MINGW32__ -U__MINGW64__>)
  endif()
endif()
