# An EFI application out of C sources, with the archive linked in:
#
#   morpheusnet_add_efi(NAME SOURCES source… [MAP file] [LINK_OPTIONS option…])
#
# makes target NAME and file NAME.efi. With an ELF compiler gnu-efi starts it and the image is made
# by objcopy; check_efi_image.py then sets NX_COMPAT, for which objcopy has no option (Python 3 is
# needed for it). With a COFF compiler (toolchain-efi-coff.cmake) lld-link makes the image, and
# neither gnu-efi nor anything else is linked in. The entry in both is
# `uint64_t efi_main(void *image, void *table)` without any attribute. Compile options of the
# application's own go to target NAME_objects (ELF) or NAME (COFF); LINK_OPTIONS are the linker's
# own, of ld or lld-link.
function(morpheusnet_add_efi name)
  cmake_parse_arguments(EFI "" "MAP" "SOURCES;LINK_OPTIONS" ${ARGN})
  if(MorpheusNet_FORMAT STREQUAL "coff")
    morpheusnet_add_efi_coff(${name})
  else()
    morpheusnet_add_efi_elf(${name})
  endif()
endfunction()

# No red zone: exceptions arrive on the same stack. No stack protector: nobody seeds its canary.
function(morpheusnet_efi_flags target)
  target_link_libraries(${target} PRIVATE MorpheusNet::MorpheusNet)
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:C,CXX>:-ffreestanding;-mno-red-zone;-fno-stack-protector;-fshort-wchar>
    $<$<COMPILE_LANGUAGE:C,CXX>:-ffunction-sections;-fdata-sections>
    $<$<COMPILE_LANGUAGE:C,CXX>:-fno-asynchronous-unwind-tables>)
endfunction()

macro(morpheusnet_add_efi_coff name)
  add_executable(${name} ${EFI_SOURCES})
  morpheusnet_efi_flags(${name})
  # Frames above 4 KiB must not ask for a stack probe, which is a Windows affair.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:C,CXX>:-mno-stack-arg-probe>)
  target_link_options(${name} PRIVATE -nostdlib -Wl,/subsystem:efi_application
    -Wl,/entry:efi_main -Wl,/opt:ref -Wl,/nodefaultlib $<$<BOOL:${EFI_MAP}>:-Wl,/map:${EFI_MAP}>)
  foreach(option ${EFI_LINK_OPTIONS})
    target_link_options(${name} PRIVATE -Wl,${option})
  endforeach()
  set_target_properties(${name} PROPERTIES SUFFIX .efi)
endmacro()

macro(morpheusnet_add_efi_elf name)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  find_path(MORPHEUSNET_EFI_INCLUDE efi.h PATH_SUFFIXES efi HINTS /usr/include REQUIRED
            NO_CMAKE_FIND_ROOT_PATH DOC "Folder of gnu-efi's efi.h")
  set(gnu_efi_folders /usr/lib /usr/lib64 /usr/lib64/gnuefi /usr/lib/gnuefi)
  find_file(MORPHEUSNET_EFI_CRT0 crt0-efi-x86_64.o HINTS ${gnu_efi_folders} REQUIRED
            NO_CMAKE_FIND_ROOT_PATH DOC "gnu-efi's start-up object")
  find_file(MORPHEUSNET_EFI_LIBRARY libgnuefi.a HINTS ${gnu_efi_folders} REQUIRED
            NO_CMAKE_FIND_ROOT_PATH DOC "gnu-efi's relocation code")
  add_library(${name}_objects OBJECT ${EFI_SOURCES})
  morpheusnet_efi_flags(${name}_objects)
  target_compile_options(${name}_objects PRIVATE
    $<$<COMPILE_LANGUAGE:C,CXX>:-fPIC;-fcf-protection=none>)
  target_compile_definitions(${name}_objects PRIVATE GNU_EFI_USE_MS_ABI)
  target_include_directories(${name}_objects SYSTEM PRIVATE
    ${MORPHEUSNET_EFI_INCLUDE} ${MORPHEUSNET_EFI_INCLUDE}/x86_64)
  set(script ${MorpheusNet_SHARE}/gnu-efi.lds)
  set(check ${MorpheusNet_SHARE}/check_efi_image.py)
  set(image ${CMAKE_CURRENT_BINARY_DIR}/${name}.efi)
  set(shared ${CMAKE_CURRENT_BINARY_DIR}/${name}.so)
  add_custom_command(
    OUTPUT ${image}
    COMMAND ${CMAKE_LINKER} -nostdlib -shared -Bsymbolic -znocombreloc -znoexecstack --no-undefined
            --gc-sections --fatal-warnings -T ${script} -o ${shared}
            $<$<BOOL:${EFI_MAP}>:-Map=${EFI_MAP}> ${EFI_LINK_OPTIONS}
            ${MORPHEUSNET_EFI_CRT0} $<TARGET_OBJECTS:${name}_objects>
            $<TARGET_FILE:MorpheusNet::elf> ${MORPHEUSNET_EFI_LIBRARY}
    COMMAND ${CMAKE_OBJCOPY} -j .text -j .reloc -j .rodata -j .dynamic -j .data -j .rela -j .dynsym
            -j .dynstr --target efi-app-x86_64 --subsystem=10 ${shared} ${image}
    COMMAND ${Python3_EXECUTABLE} -I -B ${check} --set-nx-compat ${image}
    DEPENDS ${name}_objects $<TARGET_OBJECTS:${name}_objects> ${script} ${check}
            $<TARGET_FILE:MorpheusNet::elf>
    COMMENT "Linking ${name}.efi" COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${name} ALL DEPENDS ${image})
endmacro()
