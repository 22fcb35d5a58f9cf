"""What macOS must know of the application: its name, its version, the documents it opens."""

from typing import Any

IDENTIFIER = "fr.ambroise.Ambroise"


def info_plist(version: str) -> dict[str, Any]:
    """Return the keys of ``Info.plist`` that PyInstaller does not write itself."""
    return {
        "CFBundleDisplayName": "Ambroise",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "fr",
        "CFBundleLocalizations": ["fr"],
        "LSApplicationCategoryType": "public.app-category.medical",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "Licence Apache 2.0",
        "CFBundleDocumentTypes": [
            _document("Documents de santé (XDM)", "fr.ambroise.xdm"),
            _document("Document de santé (CDA)", "fr.ambroise.cda"),
        ],
        "UTExportedTypeDeclarations": [
            _type("fr.ambroise.xdm", "public.zip-archive", "xdm", "application/x-ihe-xdm+zip"),
            _type("fr.ambroise.cda", "public.xml", "cda", "application/x-hl7-cda+xml"),
        ],
    }


def _document(name: str, identifier: str) -> dict[str, Any]:
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Owner",
        "LSItemContentTypes": [identifier],
    }


def _type(identifier: str, parent: str, extension: str, mime: str) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": identifier,
        "UTTypeConformsTo": [parent],
        "UTTypeTagSpecification": {"public.filename-extension": [extension], "public.mime-type": mime},
    }
