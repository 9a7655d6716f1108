"""Official sources, as a court would cite them: not translated."""

ROME = "Rome Statute of the International Criminal Court, 17 July 1998, UNTS vol. 2187, p. 3"
ELEMENTS = "Elements of Crimes, ICC-ASP/1/3 (Sales No. E.03.V.2 and corrigendum), part II.B"
AMENDED_2010 = "RC/Res.5 of 10 June 2010, UNTS vol. 2868, p. 195; elements: RC/11"
AMENDED_2017 = "ICC-ASP/16/Res.4 of 14 December 2017"
AMENDED_2019 = "ICC-ASP/18/Res.5 of 6 December 2019"
AGGRESSION = "RC/Res.6 of 11 June 2010, annexes I and II, RC/11; ICC-ASP/16/Res.5"
CUSTOM = (
    "ICRC, Customary International Humanitarian Law, vol. I: Rules, ed. Henckaerts and "
    "Doswald-Beck, Cambridge 2005"
)
GENEVA = "Geneva Conventions of 12 August 1949, UNTS vol. 75, pp. 31, 85, 135 and 287"
GENEVA_3 = "Geneva Convention (III), 12 August 1949, UNTS vol. 75, p. 135"
GENEVA_4 = "Geneva Convention (IV), 12 August 1949, UNTS vol. 75, p. 287"
PROTOCOL_1 = "Additional Protocol I, 8 June 1977, UNTS vol. 1125, p. 3"
PROTOCOL_2 = "Additional Protocol II, 8 June 1977, UNTS vol. 1125, p. 609"
ICCPR = "International Covenant on Civil and Political Rights, A/RES/2200 A (XXI), UNTS vol. 999, p. 171"
CAT = "Convention against Torture, A/RES/39/46, UNTS vol. 1465, p. 85"
CED = (
    "Convention for the Protection of All Persons from Enforced Disappearance, UNTS vol. 2716, p. 3"
)
CRC = "Convention on the Rights of the Child, A/RES/44/25, UNTS vol. 1577, p. 3"
REFUGEES = "Convention relating to the Status of Refugees, 28 July 1951, UNTS vol. 189, p. 137"
ACHPR = "African Charter on Human and Peoples' Rights, 27 June 1981, UNTS vol. 1520, p. 217"
ECHR = "European Convention on Human Rights, 4 November 1950, ETS No. 5, UNTS vol. 213, p. 221"
CHARTER = "Charter of the United Nations, 26 June 1945, 1 UNTS XVI"
GENOCIDE = "Genocide Convention, 9 December 1948, UNTS vol. 78, p. 277"
ATT = "Arms Trade Treaty, 2 April 2013, A/RES/67/234 B, UNTS vol. 3013, p. 269"
CHICAGO = (
    "Convention on International Civil Aviation, 7 December 1944, UNTS vol. 15, p. 295; protocol "
    "of 10 May 1984, UNTS vol. 2122, p. 337"
)
MONTREAL = (
    "Convention for the Suppression of Unlawful Acts against the Safety of Civil Aviation, "
    "23 September 1971, UNTS vol. 974, p. 177 (No. 14118)"
)
FINANCING = (
    "International Convention for the Suppression of the Financing of Terrorism, A/RES/54/109, "
    "UNTS vol. 2178, p. 197"
)
