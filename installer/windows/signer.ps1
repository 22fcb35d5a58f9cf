# Sign what construire.ps1 made: every program and library first, then the packages built again around them.
#   signer.ps1 -Empreinte <SHA-1 of the certificate in the store, or on its token> -Etape fichiers
#   construire.ps1 -Etape paquets
#   signer.ps1 -Empreinte <...> -Etape paquets
#Requires -Version 7
param(
    [Parameter(Mandatory)] [string] $Empreinte,
    [Parameter(Mandatory)] [ValidateSet("fichiers", "paquets")] [string] $Etape,
    [string] $Horodatage = "http://timestamp.digicert.com",
    [string] $Sortie = "dist"
)
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true

$choix = if ($Etape -eq "fichiers") {
    Get-ChildItem "$Sortie\ambroise" -Recurse -Include *.exe, *.dll, *.pyd |
        Where-Object { (Get-AuthenticodeSignature $_).Status -ne "Valid" }
} else {
    Get-ChildItem "$Sortie\*.msi"
}
signtool sign /sha1 $Empreinte /fd SHA256 /tr $Horodatage /td SHA256 $choix.FullName
signtool verify /pa /all $choix.FullName
