"""Names of people as they are found in the regions of India, and in the scripts they write."""

from typing import NamedTuple


class Names(NamedTuple):
    """First names by gender, and family names."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]


NAMES = {
    "north": Names(
        (
            "Aarti", "Anjali", "Deepika", "Divya", "Jyoti", "Kajal", "Komal", "Mansi", "Muskan",
            "Neha", "Nikita", "Nisha", "Pooja", "Priya", "Ritika", "Sakshi", "Shivani", "Simran",
            "Tanvi", "Zoya",
        ),
        (
            "Aakash", "Abhishek", "Aditya", "Aman", "Ankit", "Arjun", "Deepak", "Faizan", "Gaurav",
            "Harsh", "Kunal", "Lakshay", "Mohit", "Nitin", "Prince", "Rahul", "Rohit", "Sahil",
            "Vikas", "Yash",
        ),
        (
            "Ansari", "Bisht", "Chauhan", "Choudhary", "Dhiman", "Gupta", "Khan", "Kumar", "Meena",
            "Mishra", "Negi", "Rana", "Rawat", "Saini", "Sharma", "Singh", "Thakur", "Verma",
            "Yadav",
        ),
    ),
    "west": Names(
        (
            "Aishwarya", "Bhumika", "Dhruvi", "Hetal", "Isha", "Janhavi", "Ketaki", "Krupa",
            "Madhura", "Mrunal", "Nidhi", "Pallavi", "Riddhi", "Rutuja", "Sayali", "Shreya",
            "Snehal", "Urvi", "Vaishnavi", "Zeel",
        ),
        (
            "Aniket", "Chirag", "Darshan", "Dhruv", "Hardik", "Jay", "Ketan", "Mayur", "Meet",
            "Nilesh", "Om", "Parth", "Prathamesh", "Rushikesh", "Sanket", "Shubham", "Tejas",
            "Tushar", "Vedant", "Vivek",
        ),
        (
            "Bhosale", "Chavan", "D'Souza", "Desai", "Gaikwad", "Jadhav", "Joshi", "Kulkarni",
            "Makwana", "Mehta", "More", "Parmar", "Patel", "Patil", "Pawar", "Rathod", "Shah",
            "Shinde", "Solanki", "Vasava",
        ),
    ),
    "south": Names(
        (
            "Akshaya", "Anagha", "Bhavana", "Chaitra", "Deepthi", "Gayathri", "Harini", "Keerthana",
            "Lakshmi", "Meghana", "Nandini", "Navya", "Pavithra", "Ramya", "Sahana", "Shruthi",
            "Sneha", "Spoorthi", "Swathi", "Varsha",
        ),
        (
            "Abhinav", "Adarsh", "Ajay", "Anand", "Bharath", "Chandan", "Charan", "Ganesh",
            "Karthik", "Kiran", "Manoj", "Naveen", "Nikhil", "Pavan", "Pranav", "Rakesh", "Sai",
            "Sandeep", "Srinivas", "Vishnu",
        ),
        (
            "Bhat", "D'Cruz", "Gowda", "Hegde", "Iyer", "Kurian", "Menon", "Murthy", "Naidu",
            "Nair", "Pillai", "Prasad", "Rao", "Reddy", "Shetty", "Thomas", "Varma", "Varghese",
        ),
    ),
    "tamil": Names(
        (
            "Abinaya", "Dharshini", "Gomathi", "Indhu", "Janani", "Kaviya", "Kowsalya",
            "Malarvizhi", "Mathumitha", "Nivetha", "Oviya", "Priyadharshini", "Sangeetha",
            "Sharmila", "Sowmiya", "Subashini", "Thenmozhi", "Varshini", "Yazhini", "Yogeshwari",
        ),
        (
            "Arunkumar", "Balaji", "Dinesh", "Elango", "Gokul", "Hariharan", "Iniyan", "Kavin",
            "Kathiravan", "Madhan", "Mukesh", "Muthukumar", "Pradeep", "Praveen", "Ragavan",
            "Sanjay", "Surya", "Tamilselvan", "Vetrivel", "Vignesh",
        ),
        ("A.", "B.", "D.", "E.", "G.", "J.", "K.", "M.", "N.", "P.", "R.", "S.", "T.", "V."),
    ),
    "east": Names(
        (
            "Ankita", "Arpita", "Barsha", "Debasmita", "Dipika", "Itishree", "Jhuma", "Kabita",
            "Laxmi", "Madhumita", "Mamata", "Moumita", "Nibedita", "Pallabi", "Poonam", "Rupali",
            "Sangita", "Smruti", "Subhashree", "Sunita",
        ),
        (
            "Amit", "Anirban", "Bikash", "Birsa", "Debashish", "Dipankar", "Gopal", "Himanshu",
            "Jagannath", "Kanhu", "Manas", "Niranjan", "Pritam", "Rajesh", "Ranjan", "Sagar",
            "Santosh", "Soumya", "Subham", "Tapan",
        ),
        (
            "Barman", "Behera", "Das", "Deka", "Ghosh", "Hembram", "Jha", "Kalita", "Mahato",
            "Mahto", "Mohanty", "Munda", "Murmu", "Nayak", "Oraon", "Pradhan", "Prasad", "Sahu",
            "Soren",
        ),
    ),
}  # fmt: skip

# Names that were typed in the script of the place.
NATIVE_NAMES = {
    "hi": Names(
        ("अंजलि", "काव्या", "पूजा", "प्रियंका", "रितिका", "साक्षी"),
        ("अमन", "आदित्य", "रोहित", "विवेक", "शिवम", "हर्ष"),
        ("कुमारी", "ठाकुर", "मिश्रा", "यादव", "शर्मा", "सिंह"),
    ),
    "ta": Names(
        ("அபிநயா", "கவிதா", "தேன்மொழி", "நிவேதா", "யாழினி"),
        ("அருண்குமார்", "இனியன்", "கதிரவன்", "சூர்யா", "தமிழ்செல்வன்"),
        ("இரா.", "க.", "மு.", "வே."),
    ),
    "gu": Names(
        ("ધ્રુવી", "નિધિ", "રિદ્ધિ", "હેતલ"),
        ("દર્શન", "ધ્રુવ", "પાર્થ", "હાર્દિક"),
        ("પટેલ", "પરમાર", "રાઠોડ", "શાહ", "સોલંકી"),
    ),
}
