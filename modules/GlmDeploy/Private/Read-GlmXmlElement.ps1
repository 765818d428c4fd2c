function Read-GlmXmlElement {
    # One element from text that somebody else wrote. Document types and entities are refused: nothing is fetched and
    # nothing expands. $null where the text is no XML.
    [CmdletBinding()]
    [OutputType([System.Xml.XmlElement])]
    param([Parameter(Mandatory)] [string] $Text)
    $document = New-Object System.Xml.XmlDocument
    $document.XmlResolver = $null
    $settings = New-Object System.Xml.XmlReaderSettings
    $settings.DtdProcessing = [System.Xml.DtdProcessing]::Prohibit
    $settings.CheckCharacters = $false
    $reader = [System.Xml.XmlReader]::Create((New-Object System.IO.StringReader $Text), $settings)
    try {
        $document.Load($reader)
    }
    catch [System.Xml.XmlException] {
        Write-Verbose "This is no XML: $($_.Exception.Message)"
        return $null
    }
    finally {
        $reader.Dispose()
    }
    return $document.DocumentElement
}
